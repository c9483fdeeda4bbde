// Reads the workspace's files into what is known, beside the questions, and follows the editor and the disk.
import type { Knowledge } from './knowledge.ts'
import { isSourceFile, readSource, sourceFilesIn } from './source-files.ts'
import { isWritten } from './source-rules.ts'

/**
 * Most source that is kept, UTF-16 units: about 4 bytes of memory each with its index. What is nearest to the roots is
 * read first.
 */
export const MAX_SOURCE_CHARS = 32_000_000
/** Files between two reports. */
const REPORT_EVERY = 200

export interface Learned {
  files: number
  isDone: boolean
}

export class Learner {
  readonly #knowledge: Knowledge
  readonly #report: (learned: Learned) => void
  #roots: readonly string[] = []
  /** Files whose text is the editor's. */
  readonly #open = new Set<string>()
  /** Counts the walks: an older one ends when a newer began. */
  #walk = 0

  constructor(knowledge: Knowledge, report: (learned: Learned) => void) {
    this.#knowledge = knowledge
    this.#report = report
  }

  /** `roots` are absolute, with slashes and none at the end. */
  async learn(roots: readonly string[]): Promise<void> {
    const walk = ++this.#walk
    this.#roots = roots
    this.#forgetOutside()
    let seen = 0
    for await (const { root, name } of filesUnder(roots)) {
      await this.#read(root, name)
      if (walk !== this.#walk) return
      if (this.#isFull) break
      if (++seen % REPORT_EVERY === 0) this.#report({ files: this.#fileCount, isDone: false })
    }
    this.#report({ files: this.#fileCount, isDone: true })
  }

  setOpen(path: string, isOpen: boolean): void {
    this.#knowledge.setOpen(path, isOpen)
    if (isOpen) this.#open.add(path)
    else this.#open.delete(path)
  }

  /** Takes the editor's text of an open file. */
  async takeText(path: string, text: string): Promise<void> {
    const place = this.#placeOf(path)
    if (!place || !(await isSourceFile(place.root, place.name))) return
    const { index } = this.#knowledge
    const hasRoom = !this.#isFull || index.file(path) !== undefined
    if (!this.#open.has(path) || !hasRoom) return
    if (isWritten(text)) index.put(path, place.name, text)
    else index.remove(path)
  }

  /** Reads a file again that changed, came or went. */
  async readAgain(path: string): Promise<void> {
    const place = this.#placeOf(path)
    if (!place || this.#open.has(path)) return
    this.#knowledge.index.remove(path)
    if (await isSourceFile(place.root, place.name)) await this.#read(place.root, place.name)
  }

  get #fileCount(): number {
    return this.#knowledge.index.fileCount
  }

  get #isFull(): boolean {
    return this.#knowledge.index.sourceChars > MAX_SOURCE_CHARS
  }

  async #read(root: string, name: string): Promise<void> {
    const path = `${root}/${name}`
    if (this.#open.has(path) || this.#isFull) return
    const text = await readSource(path)
    // It may have been opened, or its folder removed, while it was read.
    const isWanted = !this.#open.has(path) && this.#roots.includes(root)
    if (text !== undefined && isWanted) this.#knowledge.index.put(path, name, text)
  }

  #forgetOutside(): void {
    for (const { path } of [...this.#knowledge.index.files]) {
      if (!this.#placeOf(path)) this.#knowledge.index.remove(path)
    }
  }

  /** The innermost folder that holds a path. */
  #placeOf(path: string): { root: string; name: string } | undefined {
    const [root] = this.#roots
      .filter((folder) => path.startsWith(`${folder}/`))
      .sort((a, b) => b.length - a.length)
    return root === undefined ? undefined : { root, name: path.slice(root.length + 1) }
  }
}

async function* filesUnder(
  roots: readonly string[],
): AsyncGenerator<{ root: string; name: string }> {
  for (const root of roots) {
    for await (const name of sourceFilesIn(root)) yield { root, name }
  }
}
