import type { Changed } from './changed.ts'
import { type KeptFile, keptFile, type Store } from './kept-file.ts'
import { Relations } from './relations.ts'
import { SortedPlaces } from './sorted-places.ts'
import { TokenList } from './token-list.ts'
import { BOUNDARY } from './vocabulary.ts'

/** Places share an entry of the table that finds their file. */
const BLOCK_TOKENS = 64

/** Files as they were at the last `settle`, sorted by context. */
export class Resting {
  tokens = new TokenList()
  files: KeptFile[] = []
  readonly relations = new Relations()
  sorted = SortedPlaces.none()
  /** By block of tokens: the file that its first token belongs to. By file: its end. */
  #blocks: Int32Array = new Int32Array(0)
  #ends: Int32Array = new Int32Array(0)

  get bytes(): number {
    return (
      this.tokens.ids.byteLength +
      this.tokens.gaps.byteLength +
      this.sorted.bytes +
      this.#blocks.byteLength +
      this.#ends.byteLength
    )
  }

  load(name: string, list: TokenList, unit: number): KeptFile {
    const file = keep(this.tokens, name, list, unit)
    this.files.push(file)
    return file
  }

  /** Sorts all that is alive, in slices; what comes between two of them is in `changed` afterwards. */
  *settling(changed: Changed, words: number): Generator<void> {
    const pieces = [this.#store, changed.store].flatMap(({ files, tokens }) =>
      aliveIn(files).map((file) => ({ file, source: tokens, first: file.first, end: file.end })),
    )
    const tokens = new TokenList(pieces.reduce((sum, { first, end }) => sum + end - first + 1, 1))
    const firsts = yield* copied(pieces, tokens)
    tokens.push(BOUNDARY, 0)
    const sorted = yield* SortedPlaces.sorting(tokens.ids.subarray(0, tokens.count), words)
    const files = pieces.map(({ file }) => file)
    const known = new Set(files)
    changed.keepOnly(
      [this.#store, changed.store].map(({ files: all, tokens: source }) => ({
        files: all.filter((file) => file.isAlive && !known.has(file)),
        tokens: source,
      })),
    )
    for (const [at, { file, first, end }] of pieces.entries()) {
      file.first = firsts[at] ?? 0
      file.end = file.first + end - first
    }
    this.tokens = tokens
    this.files = files
    this.sorted = sorted
    this.#ends = Int32Array.from(files, ({ end }) => end)
    this.#blocks = blocksOf(this.#ends, tokens.count)
  }

  get #store(): Store {
    return { files: this.files, tokens: this.tokens }
  }

  fileAt(place: number): KeptFile | undefined {
    return this.files[this.fileNumberAt(place)]
  }

  /** Where it stands in `files`. */
  fileNumberAt(place: number): number {
    let at = this.#blocks[Math.floor(place / BLOCK_TOKENS)] ?? 0
    while (place >= (this.#ends[at] ?? Number.POSITIVE_INFINITY)) at++
    return at
  }
}

function keep(tokens: TokenList, name: string, list: TokenList, unit: number): KeptFile {
  tokens.push(BOUNDARY, 0)
  const first = tokens.count
  tokens.append(list)
  return keptFile(name, { first, end: tokens.count, unit })
}

const aliveIn = (files: readonly KeptFile[]): KeptFile[] => files.filter(({ isAlive }) => isAlive)

/** A text as it is when sorting begins: its file may be another one later. */
interface Piece {
  file: KeptFile
  source: TokenList
  /** Half-open range of `source`. */
  first: number
  end: number
}

/** Files that are copied in one slice. */
const SLICE_FILES = 5_000

/** Copies all pieces, each behind a boundary; by piece: its first token. */
function* copied(pieces: readonly Piece[], to: TokenList): Generator<void, Int32Array> {
  const firsts = new Int32Array(pieces.length)
  for (const [at, { source, first, end }] of pieces.entries()) {
    to.push(BOUNDARY, 0)
    firsts[at] = to.count
    to.append(source, first, end)
    if (at % SLICE_FILES === SLICE_FILES - 1) yield
  }
  return firsts
}

function blocksOf(ends: Int32Array, count: number): Int32Array {
  const blocks = new Int32Array(Math.ceil(count / BLOCK_TOKENS))
  let at = 0
  for (let block = 0; block < blocks.length; block++) {
    while (block * BLOCK_TOKENS >= (ends[at] ?? Number.POSITIVE_INFINITY)) at++
    blocks[block] = at
  }
  return blocks
}
