// What the files of build tools say about imports: tsconfig.json, go.mod, composer.json. Text in, facts out.
import Type from 'typebox'
import { checker } from '../../../protocol/index.ts'
import { join, type Project } from './project.ts'

const readTsConfig = checker(
  Type.Object({
    compilerOptions: Type.Object({
      baseUrl: Type.Optional(Type.String()),
      paths: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    }),
  }),
)
const psr4 = Type.Object({ 'psr-4': Type.Optional(Type.Record(Type.String(), Type.Unknown())) })
const readComposer = checker(
  Type.Object({ autoload: Type.Optional(psr4), 'autoload-dev': Type.Optional(psr4) }),
)

/** `folder` is the one of tsconfig.json, relative to the workspace. Nothing where it has no paths. */
export function tsPathsOf(text: string, folder: string): Project['tsPaths'] {
  const options = readTsConfig(parsed(text)).value?.compilerOptions
  if (!options || (options.baseUrl === undefined && !options.paths)) return undefined
  const baseUrl = join(folder, options.baseUrl ?? '.')
  return baseUrl === undefined ? undefined : { baseUrl, paths: options.paths ?? {} }
}

const readExtends = checker(Type.Object({ extends: Type.String() }))

/** The file that a tsconfig.json extends, relative to its folder; undefined for none, or a package. */
export function tsExtendsOf(text: string): string | undefined {
  const file = readExtends(parsed(text)).value?.extends
  if (!file?.startsWith('.')) return undefined
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
  const composer = readComposer(parsed(text)).value
  const entries = [composer?.autoload, composer?.['autoload-dev']].flatMap((autoload) =>
    Object.entries(autoload?.['psr-4'] ?? {}).map(([prefix, target]) => [
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
