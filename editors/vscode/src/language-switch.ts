// Which of the two lists of languages a switch changes. Free of the editor's API, so that it can be tested without one.
export interface LanguageLists {
  additionalLanguages: readonly string[]
  disabledSupportedLanguages: readonly string[]
}

/** What the server says of a document in a language without suggestions. */
export const LANGUAGE_IS_OFF = 'disabled_language'

/**
 * The lists after a language was switched. `isOff`: it has no suggestions now, for whatever reason.
 * A language that is off although nobody listed it is one that has to be asked for.
 */
export function switched(lists: LanguageLists, language: string, isOff: boolean): LanguageLists {
  const { additionalLanguages, disabledSupportedLanguages } = lists
  if (disabledSupportedLanguages.includes(language)) {
    const others = disabledSupportedLanguages.filter((name) => name !== language)
    return { additionalLanguages, disabledSupportedLanguages: others }
  }
  if (isOff) {
    const all = [...additionalLanguages, language]
    return { additionalLanguages: all, disabledSupportedLanguages }
  }
  const disabled = [...disabledSupportedLanguages, language]
  return { additionalLanguages, disabledSupportedLanguages: disabled }
}
