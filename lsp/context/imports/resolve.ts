// Import statements -> files of the workspace. Pure: whether a file exists is asked of the caller.
import { resolveGo, resolveJvm, resolvePhp, resolvePython, resolveRust } from './by-package.ts'
import { resolveInclude, resolveRuby } from './by-path.ts'
import { resolveEcmaScript } from './ecma-script.ts'
import type { Importer } from './project.ts'
import { specifiersOf } from './specifiers.ts'

type Resolver = (specifier: string, importer: Importer) => readonly string[] | string | undefined

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  js: resolveEcmaScript,
  ts: resolveEcmaScript,
  vue: resolveEcmaScript,
  svelte: resolveEcmaScript,
  python: resolvePython,
  go: resolveGo,
  ruby: resolveRuby,
  java: resolveJvm,
  kotlin: resolveJvm,
  rust: resolveRust,
  c: resolveInclude,
  cpp: resolveInclude,
  php: resolvePhp,
}

/** More files than this are not all of use. */
const MAX_FILES = 50

/**
 * The files of the workspace that some import statements bring in, each once, in their order.
 * `lang` is the language's word in the registry. What lies outside of the workspace is left out,
 * and so is the importing file itself.
 */
export function importedFiles(
  lang: string,
  statements: readonly string[],
  importer: Importer,
): string[] {
  const resolve = RESOLVERS[lang]
  if (!resolve) return []
  const files = new Set<string>()
  for (const specifier of statements.flatMap((statement) => specifiersOf(lang, statement))) {
    for (const file of [resolve(specifier, importer) ?? []].flat()) files.add(file)
    if (files.size > MAX_FILES) break
  }
  files.delete(importer.path)
  return [...files].slice(0, MAX_FILES)
}
