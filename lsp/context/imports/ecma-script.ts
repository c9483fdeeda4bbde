import { firstFile, folderOf, type Importer, join, type Project } from './project.ts'

const EXTENSIONS = [
  '',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.json',
  '.vue',
  '.svelte',
]
/** TypeScript writes the name of the file that it will make. */
const WRITTEN_FOR: readonly (readonly [RegExp, string])[] = [
  [/\.js$/, '.ts'],
  [/\.jsx?$/, '.tsx'],
  [/\.mjs$/, '.mts'],
  [/\.cjs$/, '.cts'],
]

/** `./a`, `../a/index`, and names that `paths` or `baseUrl` of tsconfig.json explain. */
export function resolveEcmaScript(
  specifier: string,
  { path, project }: Importer,
): string | undefined {
  const written = specifier.replace(/[?#].*$/, '')
  const isRelative = written.startsWith('.')
  const bases = isRelative ? [join(folderOf(path), written)] : basesOf(written, project)
  for (const base of bases) {
    const file = base === undefined ? undefined : firstFile(project, candidatesOf(base))
    if (file) return file
  }
  return undefined
}

function* candidatesOf(base: string): Generator<string> {
  for (const extension of EXTENSIONS) yield base + extension
  for (const [ending, source] of WRITTEN_FOR) {
    if (ending.test(base)) yield base.replace(ending, source)
  }
  for (const extension of EXTENSIONS.slice(1)) yield `${base}/index${extension}`
}

/** The longest pattern before `*` wins, as in TypeScript. */
function basesOf(specifier: string, { tsPaths }: Project): (string | undefined)[] {
  if (!tsPaths) return []
  const matches = Object.entries(tsPaths.paths)
    .flatMap(([pattern, targets]) => {
      const [head = '', tail] = pattern.split('*')
      const rest = restOf(specifier, head, tail)
      return rest === undefined ? [] : [{ head, targets, rest }]
    })
    .sort((a, b) => b.head.length - a.head.length)
  const named = matches.flatMap(({ targets, rest }) =>
    targets.map((target) => join(tsPaths.baseUrl, target.replace('*', rest))),
  )
  return [...named, join(tsPaths.baseUrl, specifier)]
}

/** What a pattern's `*` stands for; undefined if the pattern does not fit. */
function restOf(specifier: string, head: string, tail: string | undefined): string | undefined {
  if (tail === undefined) return specifier === head ? '' : undefined
  const fits = specifier.startsWith(head) && specifier.endsWith(tail)
  const isLong = specifier.length >= head.length + tail.length
  return fits && isLong ? specifier.slice(head.length, specifier.length - tail.length) : undefined
}
