// Which files may leave the machine: for the file that is edited as for those that are context.
import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { innermostFolder, relativeTo } from '../folders.ts'
import { type FolderRules, readFolderRules, stampOf } from './folder-rules.ts'
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts'
import { isSecretFile } from './secret-files.ts'

/** Why a file stays here. */
export type FileRefusal = 'secret_file' | 'disabled_path' | 'project' | 'ignored' | 'policy'

export interface FilePolicyOptions {
  /** Absolute paths of the workspace folders. */
  folders: readonly string[]
  /** Patterns as in .gitignore, relative to the workspace folder. */
  disabledPaths: readonly string[]
  /** Roots of repositories that let nothing out; absolute. A repository within one has a say of its own. */
  closedRepositories?: readonly string[]
  onProblem?(problem: string): void
  /** Milliseconds that only go on. */
  now?(): number
}

/** Rules that were read are looked at again after this: an edit of .gitignore counts soon, and a key costs no file. */
const FRESH_MS = 2_000
/** Deeper than any repository: whoever made such a path up is not worth the search for its rules. */
const MAX_FOLDERS = 128
const MAX_REMEMBERED = 10_000

interface Remembered<T> {
  value: T
  checkedAt: number
}

export class FilePolicy {
  readonly #options: FilePolicyOptions
  readonly #disabled: IgnoreRules
  readonly #closed: ReadonlySet<string>
  readonly #now: () => number
  readonly #rules = new Map<string, Remembered<FolderRules>>()
  readonly #refusals = new Map<string, Remembered<FileRefusal | undefined>>()
  readonly #ignoredFolders = new Map<string, Remembered<boolean>>()

  constructor(options: FilePolicyOptions) {
    this.#options = options
    this.#disabled = ignoreRules(options.disabledPaths)
    this.#closed = new Set(options.closedRepositories)
    this.#now = options.now ?? performance.now.bind(performance)
  }

  /** Whether the text of a file may be sent, as context or as the file that is edited. `path` is absolute. */
  mayRead(path: string): boolean {
    return this.refusal(path) === undefined
  }

  /** Whether everything below a folder is ignored, so that nobody need look. `path` is absolute, without a slash at its end. */
  ignoresFolder(path: string): boolean {
    const folder = innermostFolder(path, this.#options.folders)
    return this.#isIgnored(`${path}/`, this.#chain(dirname(path), folder))
  }

  refusal(path: string): FileRefusal | undefined {
    return this.#remembered(this.#refusals, path, () => this.#judge(path))
  }

  #judge(path: string): FileRefusal | undefined {
    const real = realPathOf(path)
    // A link named notes.txt may lead to a key.
    return this.#judgeOne(path) ?? (real === path ? undefined : this.#judgeOne(real))
  }

  #judgeOne(path: string): FileRefusal | undefined {
    if (isSecretFile(path)) return 'secret_file'
    if (path.split(/[/\\]/).length > MAX_FOLDERS) return 'ignored'
    const folder = innermostFolder(path, this.#options.folders)
    const fromFolder = folder === undefined ? path.replace(/^[/\\]+/, '') : relativeTo(folder, path)
    if (this.#disabled(fromFolder) === 'ignored') return 'disabled_path'
    const chain = this.#chain(dirname(path), folder)
    // The outermost is the repository, where there is one.
    if (this.#closed.has(chain[0] ?? '')) return 'project'
    if (chain.some((at) => this.#rulesOf(at).policy?.(relativeTo(at, path)) === false))
      return 'policy'
    return this.#isIgnored(path, chain) ? 'ignored' : undefined
  }

  /** The folders whose rules count, outermost first: from the repository or the workspace folder on. */
  #chain(innermost: string, folder: string | undefined): string[] {
    const chain: string[] = []
    let outermost = 0
    for (let at = innermost; ; at = dirname(at)) {
      chain.push(at)
      if (at === folder || this.#rulesOf(at).isRepository) outermost = chain.length
      if (this.#rulesOf(at).isRepository || at === dirname(at)) break
    }
    return chain.slice(0, outermost).reverse()
  }

  /** As git does it: what lies in an ignored folder is ignored, and else the innermost rules have the last word. */
  #isIgnored(path: string, chain: readonly string[]): boolean {
    const inIgnored = chain.some(
      (at, depth) => depth > 0 && this.#isIgnoredFolder(at, chain.slice(0, depth)),
    )
    return inIgnored || this.#isIgnoredEntry(path, chain)
  }

  #isIgnoredFolder(folder: string, above: readonly string[]): boolean {
    return this.#remembered(this.#ignoredFolders, folder, () =>
      this.#isIgnoredEntry(`${folder}/`, above),
    )
  }

  #isIgnoredEntry(path: string, chain: readonly string[]): boolean {
    return IGNORE_KINDS.some((kind) => {
      const said = chain.map((at) => this.#rulesOf(at).ignores[kind]?.(relativeTo(at, path)))
      return said.findLast((one) => one !== undefined) === 'ignored'
    })
  }

  #rulesOf(folder: string): FolderRules {
    const known = this.#rules.get(folder)
    if (known && this.#isFresh(known)) return known.value
    if (known && known.value.stamp === stampOf(folder)) {
      known.checkedAt = this.#now()
      return known.value
    }
    const value = readFolderRules(folder, (problem) => this.#options.onProblem?.(problem))
    return this.#remember(this.#rules, folder, value)
  }

  #remembered<T>(memory: Map<string, Remembered<T>>, key: string, find: () => T): T {
    const known = memory.get(key)
    return known && this.#isFresh(known) ? known.value : this.#remember(memory, key, find())
  }

  #remember<T>(memory: Map<string, Remembered<T>>, key: string, value: T): T {
    if (memory.size >= MAX_REMEMBERED) memory.clear()
    memory.set(key, { value, checkedAt: this.#now() })
    return value
  }

  #isFresh({ checkedAt }: { checkedAt: number }): boolean {
    return this.#now() - checkedAt < FRESH_MS
  }
}

/** Places of .gitignore and .midfillignore in `FolderRules.ignores`. */
const IGNORE_KINDS = [0, 1]

function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // Not on the disk yet, or a loop of links.
  }
}
