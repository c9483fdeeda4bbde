// Reads the workspace's files into what is known, beside the questions, and follows the editor and the disk.

import { innermostFolder, relativeTo } from '../folders.ts'
import { type Places, placesIn, policyOf } from '../policy/places.ts'
import type { Knowledge } from './knowledge.ts'
import { isReached, readSource, sourceFilesIn } from './source-files.ts'
import { isWritten } from './source-rules.ts'

/**
 * Most source that is kept, UTF-16 units: about 4 bytes of memory each with its index. What is nearest to the roots is
 * read first.
 */
export const MAX_SOURCE_CHARS = 32_000_000
/** Files between two reports. */
const REPORT_EVERY = 200
/** More changed at once: another branch was checked out, and one walk is cheaper. */
const MAX_SINGLE_FILES = 500
const RULE_FILES = /(?:^|\/)(?:\.gitignore|\.midfillignore|\.ai-context-policy\.yml)$/

export interface Learned {
  files: number
  isDone: boolean
}

interface Place {
  root: string
  name: string
}

export class Learner {
  readonly #knowledge: Knowledge
  readonly #report: (learned: Learned) => void
  #places = placesIn([])
  #policy = policyOf(this.#places)
  /** Files whose text is the editor's. */
  readonly #open = new Set<string>()
  /** Counts the walks: an older one ends when a newer began. */
  #walk = 0

  constructor(knowledge: Knowledge, report: (learned: Learned) => void) {
    this.#knowledge = knowledge
    this.#report = report
  }

  /** Reads everything, and forgets what is not there any more. */
  async learn(places: Places): Promise<void> {
    const walk = ++this.#walk
    this.#places = places
    this.#policy = policyOf(places)
    this.#forget((path) => !this.#placeOf(path))
    const seen = new Set<string>()
    for await (const { root, name } of this.#filesUnder(places)) {
      await this.#read(root, name)
      if (walk !== this.#walk) return
      if (this.#isFull) break
      seen.add(`${root}/${name}`)
      if (seen.size % REPORT_EVERY === 0) this.#report({ files: this.#fileCount, isDone: false })
    }
    if (!this.#isFull) this.#forget((path) => !seen.has(path) && !this.#open.has(path))
    this.#report({ files: this.#fileCount, isDone: true })
  }

  setOpen(path: string, isOpen: boolean): void {
    this.#knowledge.setOpen(path, isOpen)
    if (isOpen) this.#open.add(path)
    else this.#open.delete(path)
  }

  /** Takes the editor's text of an open file. */
  takeText(path: string, text: string): void {
    const { index } = this.#knowledge
    const hasRoom = !this.#isFull || index.file(path) !== undefined
    const place = this.#placeOf(path)
    if (!place || !this.#isWanted(place) || !this.#open.has(path) || !hasRoom) return
    if (isWritten(text)) index.put(path, place.name, text)
    else index.remove(path)
  }

  /** Reads again what changed on the disk, came or went: files, or folders that vanished. */
  async follow(paths: readonly string[]): Promise<void> {
    const isLarge = paths.length > MAX_SINGLE_FILES
    if (isLarge || paths.some((path) => RULE_FILES.test(path))) return this.learn(this.#places)
    for (const path of paths) await this.readAgain(path)
  }

  async readAgain(path: string): Promise<void> {
    const place = this.#placeOf(path)
    if (!place || this.#open.has(path)) return
    const { index } = this.#knowledge
    if (!this.#isWanted(place)) {
      if (!index.file(path)) this.#forget((known) => known.startsWith(`${path}/`))
      index.remove(path)
      return
    }
    index.remove(path)
    await this.#read(place.root, place.name)
  }

  get #fileCount(): number {
    return this.#knowledge.index.fileCount
  }

  get #isFull(): boolean {
    return this.#knowledge.index.sourceChars > MAX_SOURCE_CHARS
  }

  async *#filesUnder(places: Places): AsyncGenerator<Place> {
    // One of its own: what it remembers of every path is not needed afterwards.
    const policy = policyOf(places)
    for (const root of places.roots) {
      for await (const name of sourceFilesIn({ root, policy })) yield { root, name }
    }
  }

  async #read(root: string, name: string): Promise<void> {
    const path = `${root}/${name}`
    if (this.#open.has(path) || this.#isFull) return
    const text = await readSource(path)
    // It may have been opened, or its folder removed, while it was read.
    const isWanted = !this.#open.has(path) && this.#places.roots.includes(root)
    if (text !== undefined && isWanted) this.#knowledge.index.put(path, name, text)
  }

  #isWanted({ root, name }: Place): boolean {
    return isReached({ root, policy: this.#policy }, name)
  }

  #forget(isGone: (path: string) => boolean): void {
    for (const { path } of [...this.#knowledge.index.files]) {
      if (isGone(path)) this.#knowledge.index.remove(path)
    }
  }

  #placeOf(path: string): Place | undefined {
    const root = innermostFolder(path, this.#places.roots)
    return root === undefined ? undefined : { root, name: relativeTo(root, path) }
  }
}
