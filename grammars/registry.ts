import { LANGUAGES, type Language } from './languages.ts'

/** What is known of a document: at least one of the two. */
export interface DocumentName {
  /** A base name, a path with `/` or `\`, or a URI. */
  fileName?: string | undefined
  /** What an editor or GitLab calls the language; any letter case, also a display name. */
  languageId?: string | undefined
}

interface Index {
  byName: ReadonlyMap<string, Language>
  byFileName: ReadonlyMap<string, Language>
  byStem: ReadonlyMap<string, Language>
  byExtension: ReadonlyMap<string, Language>
}

/** Ends a `fileNames` entry that stands for a stem with any ending. */
const ANY_ENDING = '.*'

// Derived from a constant table, so sharing it shares no state. Built on first use, not on import.
let builtIndex: Index | undefined

/**
 * The language of a document.
 * The identifier decides the language, because people set it by hand when the name misleads.
 * The file name decides when the identifier is missing or unknown ("plaintext"), and which dialect
 * it is when both agree on `lang`: GitLab says "TypeScript" of .tsx files, too.
 */
export function languageOf({ fileName, languageId }: DocumentName): Language | undefined {
  const named = languageId === undefined ? undefined : languageOfName(languageId)
  const filed = fileName === undefined ? undefined : languageOfFile(fileName)
  if (named === undefined || filed?.lang === named.lang) return filed ?? named
  return named
}

/**
 * The language that a file name alone tells.
 * Whole names come first (`CMakeLists.txt`), then extensions, then stems (`Dockerfile.prod`).
 * Letter case counts where the table says so (`.C` is C++); otherwise `.PY` is `.py`.
 */
export function languageOfFile(fileName: string): Language | undefined {
  const { byFileName, byExtension, byStem } = index()
  const name = baseNameOf(fileName)
  return (
    findAnyCase(byFileName, name) ??
    findAnyCase(byExtension, extensionOf(name)) ??
    findAnyCase(byStem, stemOf(name))
  )
}

function languageOfName(languageId: string): Language | undefined {
  return index().byName.get(languageId.trim().toLowerCase())
}

function findAnyCase(map: ReadonlyMap<string, Language>, key: string): Language | undefined {
  return map.get(key) ?? map.get(key.toLowerCase())
}

/** URIs write the `+` of `main.c++` as `%2B`; nothing else in our names needs decoding. */
function baseNameOf(fileName: string): string {
  const start = Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1
  return fileName.slice(start).trim().replace(/%2b/gi, '+')
}

/** A leading dot starts a name, not an extension: `.bashrc` has none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1) : ''
}

function stemOf(name: string): string {
  const dot = name.indexOf('.')
  return dot > 0 ? name.slice(0, dot) : ''
}

function index(): Index {
  builtIndex ??= {
    byName: indexBy((language) => [
      language.id,
      ...language.editorIds,
      language.displayName.toLowerCase(),
    ]),
    byFileName: indexBy((language) => fileNamesOf(language).filter((name) => !isStem(name))),
    byStem: indexBy((language) => fileNamesOf(language).filter(isStem).map(stemOf)),
    byExtension: indexBy((language) => language.extensions),
  }
  return builtIndex
}

/** The first row that claims a key keeps it; a test holds that no two rows claim the same one. */
function indexBy(keysOf: (language: Language) => readonly string[]): ReadonlyMap<string, Language> {
  const map = new Map<string, Language>()
  for (const language of LANGUAGES) {
    for (const key of keysOf(language)) if (!map.has(key)) map.set(key, language)
  }
  return map
}

function fileNamesOf(language: Language): readonly string[] {
  return language.fileNames ?? []
}

function isStem(fileName: string): boolean {
  return fileName.endsWith(ANY_ENDING)
}
