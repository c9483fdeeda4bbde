// Lines and their tokens in parallel arrays that are edited in place.
import { TokenList } from './token-list.ts'
import { grown } from './vocabulary.ts'

/** What takes the place of lines `[head, tail)`. */
export interface Splice {
  head: number
  tail: number
  fresh: LineTable
  /** Characters that the lines behind them move by. */
  moved: number
}

export class LineTable {
  count = 0
  /** Offset of the first character of each. */
  starts: Int32Array = new Int32Array(16)
  /** Columns of indentation, or `BLANK_LINE`. */
  indents: Int32Array = new Int32Array(16)
  /** First token of each; one entry more than there are lines. */
  firsts: Int32Array = new Int32Array(16)
  readonly tokens = new TokenList()

  clear(): void {
    this.count = 0
    this.tokens.count = 0
    this.firsts[0] = 0
  }

  /** Begins a line; its tokens are pushed next, and `end` is called behind them. */
  begin(start: number, indent: number): void {
    this.#makeRoom(this.count + 1)
    this.starts[this.count] = start
    this.indents[this.count] = indent
    this.count++
  }

  end(): void {
    this.firsts[this.count] = this.tokens.count
  }

  /** The number of the line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  splice({ head, tail, fresh, moved }: Splice): void {
    const { count } = this
    const first = this.firsts[head] ?? 0
    const tokens = fresh.firsts[fresh.count] ?? 0
    const shift = first + tokens - (this.firsts[tail] ?? 0)
    this.tokens.replace(first, this.firsts[tail] ?? 0, fresh.tokens, tokens)
    const lines = head + fresh.count - tail
    this.#makeRoom(count + lines)
    // Most edits change one line: nothing moves.
    if (lines !== 0) {
      this.starts.copyWithin(tail + lines, tail, count)
      this.indents.copyWithin(tail + lines, tail, count)
      this.firsts.copyWithin(tail + lines, tail, count + 1)
    }
    this.count = count + lines
    add(this.starts, moved, tail + lines, this.count)
    add(this.firsts, shift, tail + lines, this.count + 1)
    for (let line = 0; line < fresh.count; line++) {
      this.starts[head + line] = fresh.starts[line] ?? 0
      this.indents[head + line] = fresh.indents[line] ?? 0
      this.firsts[head + line] = first + (fresh.firsts[line] ?? 0)
    }
  }

  /** Room for so many lines. */
  #makeRoom(lines: number): void {
    if (lines < this.firsts.length) return
    this.starts = grown(this.starts, Int32Array, lines + 1)
    this.indents = grown(this.indents, Int32Array, lines + 1)
    this.firsts = grown(this.firsts, Int32Array, lines + 1)
  }
}

function add(column: Int32Array, by: number, from: number, to: number): void {
  if (by === 0) return
  for (let at = from; at < to; at++) column[at] = (column[at] ?? 0) + by
}
