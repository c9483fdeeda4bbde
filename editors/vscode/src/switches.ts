// Turns suggestions on and off by writing settings, where a person would look for them.
import { ConfigurationTarget, window, workspace } from 'vscode'
import { LANGUAGE_IS_OFF, type LanguageLists, switched } from './language-switch.ts'
import type { Status } from './messages.ts'
import { SECTION } from './settings.ts'

const LISTS: readonly (keyof LanguageLists)[] = [
  'additionalLanguages',
  'disabledSupportedLanguages',
]

export const isEnabled = (): boolean =>
  workspace.getConfiguration(SECTION).get('codeCompletion.enabled', true)

export async function toggleEverywhere(): Promise<void> {
  await write('codeCompletion.enabled', !isEnabled())
}

/** Switches the language of the document in front; `status` is what the server says of that document. */
export async function toggleLanguage(status: Status | undefined): Promise<void> {
  const language = window.activeTextEditor?.document.languageId
  if (!language) return
  const isOff = status?.state === 'off' && status.reason === LANGUAGE_IS_OFF
  const before = languageLists()
  const after = switched(before, language, isOff)
  for (const list of LISTS) {
    if (after[list] !== before[list]) await write(`codeCompletion.${list}`, after[list])
  }
}

export function languageLists(): LanguageLists {
  const settings = workspace.getConfiguration(SECTION)
  return {
    additionalLanguages: settings.get('codeCompletion.additionalLanguages', []),
    disabledSupportedLanguages: settings.get('codeCompletion.disabledSupportedLanguages', []),
  }
}

/** Where the setting is now; for all workspaces if it is nowhere. */
async function write(key: string, value: unknown): Promise<void> {
  const settings = workspace.getConfiguration(SECTION)
  const isOfWorkspace = settings.inspect(key)?.workspaceValue !== undefined
  const target = isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global
  await settings.update(key, value, target)
}
