// Finds the blocks that speak of the same things as a query: BM25 over windows of two neighbouring blocks.
import { BLOCK_LINES, type Blocks, type IndexedFile } from './blocks.ts'
import { Highest } from './highest.ts'

/** A window is scored as a block and half of what its better neighbour scores. */
const NEIGHBOUR_SHARE = 0.5
/** BM25's usual strength of the correction for length. */
const LENGTH_CORRECTION = 0.6
/** Shorter blocks, relative to the mean, gain no further: a lone bracket is no find. */
const MIN_LENGTH = 0.5
/** No file is worth more than this many times another for reasons other than its words. */
export const MAX_PRIOR = 4

export interface FoundBlock {
  file: IndexedFile
  /** First line, and the one after the last. */
  fromLine: number
  toLine: number
  score: number
}

export interface Query {
  /** What is looked for: numbers of words, and how much each weighs before its rarity is counted. */
  words: ReadonlyMap<number, number>
  /** How much more a file is worth for reasons other than its words, up to MAX_PRIOR; 0 leaves it out. */
  priorOf(file: IndexedFile): number
  count: number
}

export class BlockSearch {
  readonly #blocks: Blocks
  /** By block; all 0 between two searches. */
  #scores = new Float32Array(1_024)
  #round = 0

  constructor(blocks: Blocks) {
    this.#blocks = blocks
  }

  /** The blocks that fit best, the best first. */
  search(query: Query): FoundBlock[] {
    const blocks = this.#blocks
    const touched = this.#score(query.words)
    const best = new Highest(query.count)
    const { meanLength } = blocks
    this.#round++
    for (const block of touched) {
      const file = blocks.ownerOf(block)
      if (!file) continue
      const score = this.#windowScore(block, file) / this.#lengthFactor(block, meanLength)
      // Most blocks share a word or two: they are out before their file is looked at.
      if (score * MAX_PRIOR <= best.floor) continue
      best.offer(block, score * this.#priorOf(file, query))
    }
    for (const block of touched) this.#scores[block] = 0
    return best.sorted().flatMap(({ item, score }) => this.#found(item, score))
  }

  /** The blocks that have any of the words. */
  #score(words: ReadonlyMap<number, number>): number[] {
    const blocks = this.#blocks
    if (this.#scores.length < blocks.numbers + 1) {
      this.#scores = new Float32Array(blocks.numbers * 2)
    }
    const scores = this.#scores
    const touched: number[] = []
    for (const [word, weight] of words) {
      const holders = blocks.holdersOf(word)
      if (holders.length === 0) continue
      const gain = weight * blocks.rarityOf(word)
      for (let i = 0; i < holders.length; i++) {
        const block = holders[i] ?? 0
        if (scores[block] === 0) touched.push(block)
        scores[block] = (scores[block] ?? 0) + gain
      }
    }
    return touched
  }

  #windowScore(block: number, file: IndexedFile): number {
    const before = block > file.firstBlock ? (this.#scores[block - 1] ?? 0) : 0
    const isLast = block + 1 >= file.firstBlock + file.blockCount
    const after = isLast ? 0 : (this.#scores[block + 1] ?? 0)
    return (this.#scores[block] ?? 0) + NEIGHBOUR_SHARE * Math.max(before, after)
  }

  #lengthFactor(block: number, meanLength: number): number {
    const relative = Math.max(MIN_LENGTH, this.#blocks.lengthOf(block) / meanLength)
    return 1 - LENGTH_CORRECTION + LENGTH_CORRECTION * relative
  }

  /** Asked once a file and search. */
  #priorOf(file: IndexedFile, query: Query): number {
    if (file.priorRound !== this.#round) {
      file.prior = query.priorOf(file)
      file.priorRound = this.#round
    }
    return file.prior
  }

  #found(block: number, score: number): FoundBlock[] {
    const file = this.#blocks.ownerOf(block)
    if (!file) return []
    const fromLine = (block - file.firstBlock) * BLOCK_LINES
    const toLine = Math.min(fromLine + BLOCK_LINES, file.content.lineCount)
    return [{ file, fromLine, toLine, score }]
  }
}
