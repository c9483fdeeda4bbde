import type { Changed } from './changed.ts'
import { folderOf, type KeptFile } from './kept-file.ts'
import { SortedPlaces } from './sorted-places.ts'
import { TokenList } from './token-list.ts'
import { BOUNDARY } from './vocabulary.ts'

/** Places share an entry of the table that finds their file. */
const BLOCK_TOKENS = 64

/** Files as they were at the last `settle`, sorted by context. */
export class Resting {
  tokens = new TokenList()
  files: KeptFile[] = []
  sorted = new SortedPlaces(new Int32Array(0), 0)
  /** By block of tokens: the file that its first token belongs to. */
  #blocks: Int32Array = new Int32Array(0)

  get bytes(): number {
    return (
      this.tokens.ids.byteLength +
      this.tokens.gaps.byteLength +
      this.sorted.bytes +
      this.#blocks.byteLength
    )
  }

  load(name: string, list: TokenList, unit: number): KeptFile {
    const file = keep(this.tokens, name, list, unit)
    this.files.push(file)
    return file
  }

  settle(changed: Changed, words: number): void {
    const old = [
      { files: this.files, tokens: this.tokens },
      { files: changed.files, tokens: changed.chains.tokens },
    ]
    const alive = old.flatMap(({ files }) => files.filter(({ isAlive }) => isAlive))
    const tokens = new TokenList(alive.reduce((sum, { first, end }) => sum + end - first + 1, 1))
    const files: KeptFile[] = []
    for (const { files: from, tokens: source } of old) {
      for (const file of from) if (file.isAlive) files.push(moved(tokens, source, file))
    }
    tokens.push(BOUNDARY, 0)
    this.tokens = tokens
    this.files = files
    changed.clear()
    this.sorted = new SortedPlaces(tokens.ids.subarray(0, tokens.count), words)
    this.#blocks = blocksOf(files, tokens.count)
  }

  fileAt(place: number): KeptFile | undefined {
    let at = this.#blocks[Math.floor(place / BLOCK_TOKENS)] ?? 0
    while (place >= (this.files[at]?.end ?? Number.POSITIVE_INFINITY)) at++
    return this.files[at]
  }
}

function keep(tokens: TokenList, name: string, list: TokenList, unit: number): KeptFile {
  tokens.push(BOUNDARY, 0)
  const first = tokens.count
  tokens.append(list)
  return { name, folder: folderOf(name), first, end: tokens.count, unit, isAlive: true }
}

function moved(tokens: TokenList, source: TokenList, file: KeptFile): KeptFile {
  tokens.push(BOUNDARY, 0)
  const first = tokens.count
  tokens.append(source, file.first, file.end)
  return { ...file, first, end: tokens.count }
}

function blocksOf(files: KeptFile[], count: number): Int32Array {
  const blocks = new Int32Array(Math.ceil(count / BLOCK_TOKENS))
  let at = 0
  for (let block = 0; block < blocks.length; block++) {
    while (block * BLOCK_TOKENS >= (files[at]?.end ?? Number.POSITIVE_INFINITY)) at++
    blocks[block] = at
  }
  return blocks
}
