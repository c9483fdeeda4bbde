// Languages whose imports name packages, modules or namespaces: Python, Java and Kotlin, Go, PHP, Rust.
import { firstFile, folderOf, foldersUpFrom, type Importer, join } from './project.ts'

const present = (paths: (string | undefined)[]): string[] =>
  paths.filter((path) => path !== undefined)

/** `a.b` from the folders around the file and their `src`; `.a` from its own, `..a` from the one above. */
export function resolvePython(specifier: string, { path, project }: Importer): string | undefined {
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(specifier) ?? []
  const module = name.replaceAll('.', '/')
  const own = folderOf(path)
  const up = '../'.repeat(Math.max(0, dots.length - 1))
  const roots = dots ? [join(own, up)] : foldersUpFrom(own).flatMap((at) => [at, join(at, 'src')])
  const bases = present(roots).map((root) => join(root, module))
  const ways = ['.py', '.pyi', '/__init__.py', '/__init__.pyi']
  return firstFile(
    project,
    present(bases).flatMap((base) => ways.map((way) => fileAt(base, way))),
  )
}

const fileAt = (base: string, way: string): string => `${base}${way}`.replace(/^\//, '')

const JVM_ROOTS = [
  '',
  'src',
  'src/main/java',
  'src/main/kotlin',
  'src/test/java',
  'src/test/kotlin',
  'app/src/main/java',
  'app/src/main/kotlin',
]

/** `a.b.C` as `a/b/C.java`; a member or an inner class is looked for in the file of its class. */
export function resolveJvm(specifier: string, { path, project }: Importer): string | undefined {
  const parts = specifier.replace(/\.\*$/, '').split('.')
  const roots = present(
    foldersUpFrom(folderOf(path)).flatMap((at) => JVM_ROOTS.map((root) => join(at, root))),
  )
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('/')
    const files = roots.flatMap((root) =>
      ['.java', '.kt'].map((ending) => join(root, `${name}${ending}`)),
    )
    const file = firstFile(project, present(files))
    if (file) return file
  }
  return undefined
}

/** More files of a package than this do not help. */
const MAX_PACKAGE_FILES = 8

/** The files of a package of the workspace's own modules, without its tests. */
export function resolveGo(specifier: string, { project }: Importer): readonly string[] {
  const modules = [...(project.goModules ?? [])].sort((a, b) => b.name.length - a.name.length)
  const owner = modules.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
  const folder = owner && join(owner.folder, specifier.slice(owner.name.length))
  const files = folder === undefined ? [] : (project.filesIn?.(folder) ?? [])
  const isCode = (file: string): boolean => file.endsWith('.go') && !file.endsWith('_test.go')
  return files.filter(isCode).slice(0, MAX_PACKAGE_FILES)
}

const DEFAULT_PSR4: Readonly<Record<string, string>> = { 'App\\': 'app', '': 'src' }

/** `App\Models\User` by the longest prefix of composer.json; a path is looked for beside the file. */
export function resolvePhp(specifier: string, { path, project }: Importer): string | undefined {
  const beside = join(folderOf(path), specifier)
  if (/\.\w+$/.test(specifier)) return firstFile(project, present([beside, join(specifier)]))
  const name = specifier.replace(/^\\/, '')
  const prefixes = Object.entries(project.psr4 ?? DEFAULT_PSR4)
    .filter(([prefix]) => name.startsWith(prefix))
    .sort(([a], [b]) => b.length - a.length)
  return firstFile(
    project,
    present(
      prefixes.map(([prefix, folder]) =>
        join(folder, `${name.slice(prefix.length).replaceAll('\\', '/')}.php`),
      ),
    ),
  )
}

/** Modules are files beside their parent's: `crate::a::b::C` may live in `src/a/b.rs`, `src/a/b/mod.rs`, `src/a.rs`. */
export function resolveRust(specifier: string, { path, project }: Importer): string | undefined {
  const parts = specifier.split('::').filter((part) => part !== '' && part !== '*')
  const start = rustStart(parts, path)
  if (!start) return undefined
  for (let length = start.rest.length; length > 0; length--) {
    const base = join(start.folder, ...start.rest.slice(0, length))
    const file = base && firstFile(project, [`${base}.rs`, `${base}/mod.rs`])
    if (file && file !== path) return file
  }
  return undefined
}

/** The folder that the first name lies in, and the names. */
function rustStart(parts: string[], path: string): { folder: string; rest: string[] } | undefined {
  const isRoot = /(^|\/)(mod|lib|main)\.rs$/.test(path)
  const own = isRoot ? folderOf(path) : path.replace(/\.rs$/, '')
  const [first, ...rest] = parts
  if (first === 'crate') return { folder: crateOf(path), rest }
  if (first === 'self') return { folder: own, rest }
  if (first !== 'super') return { folder: own, rest: parts }
  const ups = parts.findIndex((part) => part !== 'super')
  const folder = join(own, '../'.repeat(ups === -1 ? parts.length : ups))
  return folder === undefined ? undefined : { folder, rest: parts.slice(ups) }
}

/** The innermost `src`, which holds the crate's root. */
function crateOf(path: string): string {
  const folders = foldersUpFrom(folderOf(path))
  return folders.find((folder) => folder === 'src' || folder.endsWith('/src')) ?? folderOf(path)
}
