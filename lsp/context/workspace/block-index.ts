// Which places of the workspace speak of the same things as the code around the cursor: an inverted index
// over blocks of a few lines. Two neighbouring blocks are one window of twelve lines.
import { Highest } from './highest.ts'
import { type NameParts, namePartsOf } from './name-parts.ts'
import { Postings } from './postings.ts'
import { type WordedText, WordTable, wordText } from './words.ts'

/** Half a window: a window is scored as a block and half of what its neighbours score. */
export const BLOCK_LINES = 6
const NEIGHBOUR_SHARE = 0.5
/** BM25's usual strength of the correction for length. */
const LENGTH_CORRECTION = 0.6
/** Shorter blocks, relative to the mean, gain no further: a lone bracket is no find. */
const MIN_LENGTH = 0.5
/** No file is worth more than this many times another for reasons other than its words. */
export const MAX_PRIOR = 4
/** Words beyond twice those that were in use before the table is made anew. */
const SPARE_WORDS = 200_000
/** Dead blocks are swept once they are this part of all. */
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

export class BlockIndex {
  #table = new WordTable()
  #wordsAtRenewal = 0
  readonly #files = new Map<string, IndexedFile>()
  #postings = new Postings()
  /** By block: its file, undefined once the file has changed, and the number of its words. */
  #owners: (IndexedFile | undefined)[] = []
  #lengths: number[] = []
  #totalWords = 0
  #deadBlocks = 0
  #scores = new Float32Array(1_024)
  #sourceChars = 0
  #revision = 0
  #round = 0

  /** Its numbers hold until a file is put or removed. */
  get table(): WordTable {
    return this.#table
  }

  get fileCount(): number {
    return this.#files.size
  }

  get sourceChars(): number {
    return this.#sourceChars
  }

  get blockCount(): number {
    return this.#owners.length - this.#deadBlocks
  }

  get files(): Iterable<IndexedFile> {
    return this.#files.values()
  }

  file(path: string): IndexedFile | undefined {
    return this.#files.get(path)
  }

  /** Changes when a file comes or goes. */
  get revision(): number {
    return this.#revision
  }

  /** Takes a file in, in place of what was known of it. */
  put(path: string, name: string, text: string): void {
    if (!this.#drop(path)) this.#revision++
    if (this.#table.size > 2 * this.#wordsAtRenewal + SPARE_WORDS) this.#renewTable()
    const content = wordText(text, this.#table)
    const blockCount = Math.ceil(content.lineCount / BLOCK_LINES)
    const file: IndexedFile = {
      path,
      name,
      content,
      firstBlock: this.#owners.length,
      blockCount,
      nameParts: namePartsOf(path),
      prior: 0,
      priorRound: 0,
    }
    this.#files.set(path, file)
    this.#sourceChars += text.length
    this.#append(file)
  }

  remove(path: string): void {
    if (this.#drop(path)) this.#revision++
  }

  /** False: it was not known. */
  #drop(path: string): boolean {
    const file = this.#files.get(path)
    if (!file) return false
    this.#files.delete(path)
    this.#sourceChars -= file.content.text.length
    this.#unpost(file)
    for (let i = 0; i < file.blockCount; i++) {
      const block = file.firstBlock + i
      this.#owners[block] = undefined
      this.#totalWords -= this.#lengths[block] ?? 0
    }
    this.#deadBlocks += file.blockCount
    const isWorthIt = this.#deadBlocks > MIN_SWEEP_BLOCKS
    if (isWorthIt && this.#deadBlocks > this.#owners.length * SWEEP_SHARE) this.#sweep()
    return true
  }

  /** How rare a word is, as BM25 counts it: about 0 for one that is everywhere. */
  rarityOf(word: number): number {
    const holders = this.#postings.countOf(word)
    const others = Math.max(0, this.blockCount - holders)
    return Math.log((others + 0.5) / (holders + 0.5) + 1)
  }

  /** The blocks that fit best, the best first. */
  search(query: Query): FoundBlock[] {
    const touched = this.#score(query.words)
    const best = new Highest(query.count)
    const meanLength = this.#totalWords / Math.max(1, this.blockCount)
    this.#round++
    for (const block of touched) {
      const file = this.#owners[block]
      if (!file) continue
      const score = this.#windowScore(block, file) / this.#lengthFactor(block, meanLength)
      // Most blocks share a word or two: they are out before their file is looked at.
      if (score * MAX_PRIOR <= best.floor) continue
      best.offer(block, score * this.#priorOf(file, query))
    }
    for (const block of touched) this.#scores[block] = 0
    return best.sorted().flatMap(({ item, score }) => this.#found(item, score))
  }

  #append(file: IndexedFile): void {
    const { content } = file
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

  /** A file's blocks are neighbours. */
  #unpost({ content, firstBlock, blockCount }: IndexedFile): void {
    for (const word of new Set(content.words)) {
      this.#postings.remove(word, firstBlock, firstBlock + blockCount)
    }
  }

  #score(words: ReadonlyMap<number, number>): number[] {
    if (this.#scores.length < this.#owners.length + 1) {
      this.#scores = new Float32Array(this.#owners.length * 2)
    }
    const scores = this.#scores
    const touched: number[] = []
    for (const [word, weight] of words) {
      const list = this.#postings.of(word)
      if (list.length === 0) continue
      const gain = weight * this.rarityOf(word)
      for (let i = 0; i < list.length; i++) {
        const block = list[i] ?? 0
        if (scores[block] === 0) touched.push(block)
        scores[block] = (scores[block] ?? 0) + gain
      }
    }
    return touched
  }

  #lengthFactor(block: number, meanLength: number): number {
    const relative = Math.max(MIN_LENGTH, (this.#lengths[block] ?? 0) / meanLength)
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

  #windowScore(block: number, file: IndexedFile): number {
    const before = block > file.firstBlock ? (this.#scores[block - 1] ?? 0) : 0
    const isLast = block + 1 >= file.firstBlock + file.blockCount
    const after = isLast ? 0 : (this.#scores[block + 1] ?? 0)
    return (this.#scores[block] ?? 0) + NEIGHBOUR_SHARE * Math.max(before, after)
  }

  #found(block: number, score: number): FoundBlock[] {
    const file = this.#owners[block]
    if (!file) return []
    const fromLine = (block - file.firstBlock) * BLOCK_LINES
    const toLine = Math.min(fromLine + BLOCK_LINES, file.content.lineCount)
    return [{ file, fromLine, toLine, score }]
  }

  /** Forgets the words that nobody uses any more: every half-typed one was new. */
  #renewTable(): void {
    this.#table = new WordTable()
    for (const file of this.#files.values()) file.content = wordText(file.content.text, this.#table)
    this.#wordsAtRenewal = this.#table.size
    this.#sweep()
  }

  /** Numbers the living blocks anew. */
  #sweep(): void {
    this.#postings = new Postings()
    this.#owners = []
    this.#lengths = []
    this.#totalWords = 0
    this.#deadBlocks = 0
    for (const file of this.#files.values()) {
      file.firstBlock = this.#owners.length
      this.#append(file)
    }
  }
}
