// Which places of the workspace speak of the same things as the code around the cursor: the files, as words in blocks.
import { BlockSearch, type FoundBlock, type Query } from './block-search.ts'
import { Blocks, type IndexedFile } from './blocks.ts'
import { namePartsOf } from './name-parts.ts'
import { WordTable, wordText } from './words.ts'

/** Words beyond twice those that were in use before the table is made anew. */
const SPARE_WORDS = 200_000

export class BlockIndex {
  #table = new WordTable()
  #wordsAtRenewal = 0
  readonly #files = new Map<string, IndexedFile>()
  readonly #blocks = new Blocks()
  readonly #search = new BlockSearch(this.#blocks)
  #sourceChars = 0
  #revision = 0

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
    return this.#blocks.count
  }

  get files(): Iterable<IndexedFile> {
    return this.#files.values()
  }

  /** Changes when a file comes or goes. */
  get revision(): number {
    return this.#revision
  }

  file(path: string): IndexedFile | undefined {
    return this.#files.get(path)
  }

  /** Takes a file in, in place of what was known of it. */
  put(path: string, name: string, text: string): void {
    if (!this.#drop(path)) this.#revision++
    if (this.#table.size > 2 * this.#wordsAtRenewal + SPARE_WORDS) this.#renewTable()
    const file: IndexedFile = {
      path,
      name,
      content: wordText(text, this.#table),
      firstBlock: 0,
      blockCount: 0,
      nameParts: namePartsOf(path),
      prior: 0,
      priorRound: 0,
    }
    this.#files.set(path, file)
    this.#sourceChars += text.length
    this.#blocks.add(file)
  }

  remove(path: string): void {
    if (this.#drop(path)) this.#revision++
  }

  /** How rare a word is: about 0 for one that is everywhere. */
  rarityOf(word: number): number {
    return this.#blocks.rarityOf(word)
  }

  /** The blocks that fit best, the best first. */
  search(query: Query): FoundBlock[] {
    return this.#search.search(query)
  }

  /** False: it was not known. */
  #drop(path: string): boolean {
    const file = this.#files.get(path)
    if (!file) return false
    this.#files.delete(path)
    this.#sourceChars -= file.content.text.length
    this.#blocks.remove(file)
    if (this.#blocks.isWorthSweeping) this.#blocks.sweep(this.#files.values())
    return true
  }

  /** Forgets the words that nobody uses any more: every half-typed one was new. */
  #renewTable(): void {
    this.#table = new WordTable()
    for (const file of this.#files.values()) file.content = wordText(file.content.text, this.#table)
    this.#wordsAtRenewal = this.#table.size
    this.#blocks.sweep(this.#files.values())
  }
}
