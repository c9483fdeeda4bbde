export { completeOnce } from './complete-once.ts'
export { engineStats } from './engine-stats.ts'
export { runLanguageServer } from './main.ts'
export { SettingsSection as SETTINGS_SCHEMA } from './settings-schema.ts'
