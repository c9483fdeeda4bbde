// In which languages there are suggestions.
import { languageOf } from '../../../grammars/index.ts'

/** Prose: what people write there is meant for people, and a suggestion in the middle of it is a nuisance. */
const OFF_BY_DEFAULT: ReadonlySet<string> = new Set(['markdown'])

export interface LanguageSettings {
  additionalLanguages: readonly string[]
  disabledSupportedLanguages: readonly string[]
}

/** A language that nobody knows is off, too: logs, chat input and commit messages are documents of an editor. */
export function isLanguageEnabled(
  document: { uri: string; languageId: string },
  { additionalLanguages, disabledSupportedLanguages }: LanguageSettings,
): boolean {
  const language = languageOf({ fileName: document.uri, languageId: document.languageId })
  const names = new Set([normalized(document.languageId), ...(language?.editorIds ?? [])])
  const isNamed = (list: readonly string[]): boolean =>
    list.some((name) => names.has(normalized(name)))
  if (isNamed(disabledSupportedLanguages)) return false
  if (isNamed(additionalLanguages)) return true
  return language !== undefined && !OFF_BY_DEFAULT.has(language.id)
}

/** People write ` .Clojure `. */
const normalized = (name: string): string => name.trim().toLowerCase().replace(/^\./, '')
