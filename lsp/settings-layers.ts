// Settings from several messages, one over the other, for each language.
import { DEFAULT_SETTINGS, type Layer, NOTHING_SAID, type Settings } from './settings.ts'
import type { SettingsSection } from './settings-schema.ts'

/** The settings of one folder, or of everything outside the folders. */
export class ScopedSettings {
  /** For a language that has none of its own. */
  readonly all: Settings
  readonly #byLanguage: ReadonlyMap<string, Settings>

  constructor(layer: Layer = NOTHING_SAID) {
    this.all = settingsFrom(layer.section)
    this.#byLanguage = new Map(
      [...layer.languages].map(([id, section]) => [
        id,
        // Connections are everybody's: one language cannot have its own.
        { ...settingsFrom(overlaid(layer.section, section)), network: this.all.network },
      ]),
    )
  }

  of(languageId: string): Settings {
    return this.#byLanguage.get(languageId) ?? this.all
  }
}

/** Members of the upper layer win; lists are replaced as a whole. What is for one language wins over what is for all. */
export function overlay(lower: Layer, upper: Layer): Layer {
  const languages = new Map(lower.languages)
  for (const [id, section] of upper.languages) {
    languages.set(id, overlaid(languages.get(id) ?? {}, section))
  }
  return { section: overlaid(lower.section, upper.section), languages }
}

const overlaid = (lower: SettingsSection, upper: SettingsSection): SettingsSection => ({
  gateway: { ...lower.gateway, ...upper.gateway },
  engine: { ...lower.engine, ...upper.engine },
  gitlab: { ...lower.gitlab, ...upper.gitlab },
  network: { ...lower.network, ...upper.network },
  feedback: { ...lower.feedback, ...upper.feedback },
  context: { ...lower.context, ...upper.context },
  codeCompletion: { ...lower.codeCompletion, ...upper.codeCompletion },
  workspace: { ...lower.workspace, ...upper.workspace },
})

const settingsFrom = (section: SettingsSection): Settings =>
  Object.freeze({
    gateway: { ...DEFAULT_SETTINGS.gateway, ...section.gateway },
    engine: { ...DEFAULT_SETTINGS.engine, ...section.engine },
    gitlab: { ...DEFAULT_SETTINGS.gitlab, ...section.gitlab },
    network: { ...DEFAULT_SETTINGS.network, ...section.network },
    feedback: { ...DEFAULT_SETTINGS.feedback, ...section.feedback },
    context: { ...DEFAULT_SETTINGS.context, ...section.context },
    codeCompletion: { ...DEFAULT_SETTINGS.codeCompletion, ...section.codeCompletion },
    workspace: { ...DEFAULT_SETTINGS.workspace, ...section.workspace },
  })
