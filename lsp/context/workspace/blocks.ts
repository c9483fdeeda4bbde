// The blocks of a few lines that all files are cut into: whose each is, how long, and which words it holds.
import type { NameParts } from './name-parts.ts'
import { Postings } from './postings.ts'
import type { WordedText } from './words.ts'

/** Half a window of twelve lines. */
export const BLOCK_LINES = 6
/** Dead blocks are worth sweeping once they are this part of all. */
const SWEEP_SHARE = 0.3
const MIN_SWEEP_BLOCKS = 2_000

export interface IndexedFile {
  /** Absolute, so that two workspace folders cannot confuse it. */
  readonly path: string
  /** Relative to its workspace folder, with slashes: what others may see. */
  readonly name: string
  content: WordedText
  /** Number of the first block; the others follow. */
  firstBlock: number
  blockCount: number
  readonly nameParts: NameParts
  /** What the search number `priorRound` thought of it. */
  prior: number
  priorRound: number
}

export class Blocks {
  #postings = new Postings()
  /** By block: its file, undefined once the file has changed, and the number of its words. */
  #owners: (IndexedFile | undefined)[] = []
  #lengths: number[] = []
  #totalWords = 0
  #deadCount = 0

  /** Numbers given so far; those of dead blocks are not given again. */
  get numbers(): number {
    return this.#owners.length
  }

  get count(): number {
    return this.#owners.length - this.#deadCount
  }

  get meanLength(): number {
    return this.#totalWords / Math.max(1, this.count)
  }

  ownerOf(block: number): IndexedFile | undefined {
    return this.#owners[block]
  }

  /** In words. */
  lengthOf(block: number): number {
    return this.#lengths[block] ?? 0
  }

  /** Ascending, the dead left out; empty for a word that is too common. */
  holdersOf(word: number): readonly number[] {
    return this.#postings.of(word)
  }

  /** How rare a word is, as BM25 counts it: about 0 for one that is everywhere. */
  rarityOf(word: number): number {
    const holders = this.#postings.countOf(word)
    const others = Math.max(0, this.count - holders)
    return Math.log((others + 0.5) / (holders + 0.5) + 1)
  }

  /** Gives a file's lines the next numbers. */
  add(file: IndexedFile): void {
    const { content } = file
    file.firstBlock = this.#owners.length
    file.blockCount = Math.ceil(content.lineCount / BLOCK_LINES)
    for (let i = 0; i < file.blockCount; i++) {
      const block = file.firstBlock + i
      const from = content.wordStarts[i * BLOCK_LINES] ?? 0
      const end = Math.min((i + 1) * BLOCK_LINES, content.lineCount)
      const to = content.wordStarts[end] ?? from
      for (let at = from; at < to; at++) this.#postings.add(content.words[at] ?? 0, block)
      this.#owners.push(file)
      this.#lengths.push(to - from)
      this.#totalWords += to - from
    }
  }

  remove({ content, firstBlock, blockCount }: IndexedFile): void {
    // A file's blocks are neighbours.
    for (const word of new Set(content.words)) {
      this.#postings.remove(word, firstBlock, firstBlock + blockCount)
    }
    for (let block = firstBlock; block < firstBlock + blockCount; block++) {
      this.#owners[block] = undefined
      this.#totalWords -= this.#lengths[block] ?? 0
    }
    this.#deadCount += blockCount
  }

  get isWorthSweeping(): boolean {
    return this.#deadCount > MIN_SWEEP_BLOCKS && this.#deadCount > this.#owners.length * SWEEP_SHARE
  }

  /** Numbers all blocks anew: those of these files, which are all that live. */
  sweep(files: Iterable<IndexedFile>): void {
    this.#postings = new Postings()
    this.#owners = []
    this.#lengths = []
    this.#totalWords = 0
    this.#deadCount = 0
    for (const file of files) this.add(file)
  }
}
