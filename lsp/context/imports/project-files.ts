// What the files of build tools say about imports: tsconfig.json, go.mod, composer.json. Text in, facts out.
// Looked at by hand: the thread that walks a workspace would carry the library of schemas for five names.
import { isObject, membersOf } from '../../is-object.ts'
import { join, type Project } from './project.ts'

/** `folder` is the one of tsconfig.json, relative to the workspace. Nothing where it has no paths. */
export function tsPathsOf(text: string, folder: string): Project['tsPaths'] {
  const { compilerOptions } = membersOf(parsed(text))
  const { baseUrl, paths } = membersOf(compilerOptions)
  if (baseUrl === undefined && paths === undefined) return undefined
  const base = baseUrl ?? '.'
  const known = paths ?? {}
  if (typeof base !== 'string' || !areLists(known)) return undefined
  const from = join(folder, base)
  return from === undefined ? undefined : { baseUrl: from, paths: known }
}

const areLists = (paths: unknown): paths is Record<string, string[]> =>
  isObject(paths) &&
  Object.values(paths).every(
    (list) => Array.isArray(list) && list.every((path) => typeof path === 'string'),
  )

/** The file that a tsconfig.json extends, relative to its folder; undefined for none, or a package. */
export function tsExtendsOf(text: string): string | undefined {
  const { extends: file } = membersOf(parsed(text))
  if (typeof file !== 'string' || !file.startsWith('.')) return undefined
  return file.endsWith('.json') ? file : `${file}.json`
}

/** The module of a go.mod in a folder. */
export function goModuleOf(
  text: string,
  folder: string,
): { name: string; folder: string } | undefined {
  const name = /^\s*module\s+"?([^\s"]+)/m.exec(text)?.[1]
  return name === undefined ? undefined : { name, folder }
}

/** Namespace prefixes of a composer.json; of several folders for one prefix the first. */
export function psr4Of(text: string, folder: string): Record<string, string> {
  const composer = membersOf(parsed(text))
  const entries = [composer.autoload, composer['autoload-dev']].flatMap((autoload) =>
    Object.entries(membersOf(membersOf(autoload)['psr-4'])).map(([prefix, target]) => [
      prefix,
      [target].flat()[0],
    ]),
  )
  return Object.fromEntries(
    entries.flatMap(([prefix, target]) => {
      const path = typeof target === 'string' ? join(folder, target) : undefined
      return path === undefined ? [] : [[prefix, path]]
    }),
  )
}

const STRING_OR_COMMENT = /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g
const STRING_OR_LAST_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g

/** JSON as people write it, with comments and last commas; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(STRING_OR_COMMENT, '$1').replace(STRING_OR_LAST_COMMA, '$1'))
  } catch {
    return undefined // A file that is being edited: nothing is known then.
  }
}
