// What a resolver may know of a workspace. Paths have `/`, are relative to the folder, and begin with no `/`.

export interface Project {
  /** Whether there is such a file. Asked often: from an index in memory, not from the disk. */
  exists(path: string): boolean
  /** The files right in a folder: what Go imports is a folder. */
  filesIn?(folder: string): readonly string[]
  /** `paths` of tsconfig.json, relative to its `baseUrl` in the workspace. */
  readonly tsPaths?: {
    readonly baseUrl: string
    readonly paths: Readonly<Record<string, readonly string[]>>
  }
  /** `module` of go.mod, and the folder it stands in. */
  readonly goModules?: readonly { readonly name: string; readonly folder: string }[]
  /** `autoload.psr-4` of composer.json: namespace prefix to folder. */
  readonly psr4?: Readonly<Record<string, string>>
}

/** Where a statement stands. */
export interface Importer {
  /** Path of the file that imports. */
  readonly path: string
  readonly project: Project
}

/** The first of some paths that is a file. */
export const firstFile = (project: Project, paths: Iterable<string>): string | undefined => {
  for (const path of paths) if (path !== '' && project.exists(path)) return path
  return undefined
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Joins and takes out `.` and `..`; undefined where the path leaves the folder. */
export function join(...pieces: string[]): string | undefined {
  const parts: string[] = []
  for (const part of pieces.join('/').split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** A folder and those around it, innermost first; the last is the workspace's own, ''. */
export function foldersUpFrom(folder: string): string[] {
  const folders = [folder]
  for (let at = folder; at !== ''; ) {
    at = folderOf(at)
    folders.push(at)
  }
  return folders
}
