// Languages whose imports name files: C and C++, Ruby.
import { firstFile, folderOf, foldersUpFrom, type Importer, join } from './project.ts'

const INCLUDE_FOLDERS = ['', 'include', 'inc', 'src', 'lib']

/** Beside the file first, then in the folders around it and their include folders. */
export function resolveInclude(specifier: string, { path, project }: Importer): string | undefined {
  const roots = foldersUpFrom(folderOf(path)).flatMap((at) =>
    INCLUDE_FOLDERS.map((folder) => `${at}/${folder}`),
  )
  const files = roots.map((root) => join(root, specifier))
  return firstFile(
    project,
    files.filter((file) => file !== undefined),
  )
}

const LOAD_PATHS = ['lib', 'app/models', 'app/services', 'app', 'spec', 'test', '']

/** `require_relative` means the own folder, `require` the load path; the own folder is tried for both. */
export function resolveRuby(specifier: string, { path, project }: Importer): string | undefined {
  const own = folderOf(path)
  const roots = [
    own,
    ...foldersUpFrom(own).flatMap((at) => LOAD_PATHS.map((lib) => `${at}/${lib}`)),
  ]
  const name = specifier.endsWith('.rb') ? specifier : `${specifier}.rb`
  const files = (specifier.startsWith('.') ? [own] : roots).map((root) => join(root, name))
  return firstFile(
    project,
    files.filter((file) => file !== undefined),
  )
}
