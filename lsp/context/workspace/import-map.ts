// Which files of the workspace the asked one imports: its statements, against the index and what build tools say.
import { folderOf, type Project } from '../imports/project.ts'
import { importedFiles } from '../imports/resolve.ts'
import type { BlockIndex } from './block-index.ts'

export interface Imports {
  /** The language's word in the registry: its dialects share it. */
  lang: string
  /** As written, in their order. */
  statements: readonly string[]
}

/** What build tools say of a place: for a file in a folder, relative to its root. */
export type ProjectFacts = (root: string, folder: string) => Omit<Project, 'exists' | 'filesIn'>

interface Known {
  key: string
  files: readonly string[]
}

const NONE: readonly string[] = []
/** Documents whose imports are remembered. */
const MAX_KNOWN = 50

export class ImportMap {
  readonly #index: BlockIndex
  readonly #facts: ProjectFacts
  readonly #known = new Map<string, Known>()

  constructor(index: BlockIndex, facts: ProjectFacts = () => ({})) {
    this.#index = index
    this.#facts = facts
  }

  /** Absolute paths; `path` is absolute, `name` its part relative to its root. */
  filesOf(path: string, name: string, imports: Imports | undefined): readonly string[] {
    if (!imports || imports.statements.length === 0 || !path.endsWith(`/${name}`)) return NONE
    const key = `${this.#index.revision} ${imports.lang} ${imports.statements.join('\n')}`
    const known = this.#known.get(path)
    if (known?.key === key) return known.files
    const files = this.#resolve(path.slice(0, -name.length - 1), name, imports)
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.set(path, { key, files })
    return files
  }

  #resolve(root: string, name: string, { lang, statements }: Imports): string[] {
    const project: Project = {
      ...this.#facts(root, folderOf(name)),
      exists: (other) => this.#index.file(`${root}/${other}`) !== undefined,
      filesIn: (folder) => this.#filesIn(root, folder),
    }
    return importedFiles(lang, statements, { path: name, project }).map((file) => `${root}/${file}`)
  }

  #filesIn(root: string, folder: string): string[] {
    const wanted = folder === '' ? root : `${root}/${folder}`
    return [...this.#index.files]
      .filter(({ nameParts }) => nameParts.folder === wanted)
      .map(({ path }) => path.slice(root.length + 1))
  }
}
