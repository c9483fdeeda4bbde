// Lines near the cursor that the line in progress repeats so far: what stands there is rarely written again.
import type { Around } from './around.ts'
import type { Ballot } from './ballot.ts'
import { CONTEXT_TOKENS, type Context } from './context.ts'
import { BOUNDARY, isBreak, levelsOf } from './vocabulary.ts'

/** Lines looked at above and below the cursor. */
const LINES_ABOVE = 80
const LINES_BELOW = 60
const MAX_LINES = LINES_ABOVE + LINES_BELOW

/** Numbers that describe how a candidate repeats lines, in the order in which they are written. */
export const REPEAT_FEATURES = [
  'repeats',
  'repeats all',
  'repeats long',
  'repeats far',
  'repeats below',
  'repeats often',
  'repeats sibling',
] as const
const SIZE = REPEAT_FEATURES.length

/** Made once per engine, filled per question. */
export class Repeats {
  #ids: Int32Array = new Int32Array(0)
  #count = 0
  /** By line: its first token, its tokens, lines to the cursor, and whether it is in the cursor's block. */
  readonly #starts = new Int32Array(MAX_LINES)
  readonly #lengths = new Int32Array(MAX_LINES)
  readonly #distances = new Int32Array(MAX_LINES)
  readonly #isSibling = new Uint8Array(MAX_LINES)
  /** Lines before this are above the cursor. */
  #below = 0

  begin({ ids, aboveFirst, aboveEnd, belowFirst, belowEnd }: Around): void {
    this.#ids = ids
    this.#count = 0
    this.#readAbove(ids, aboveFirst, aboveEnd)
    this.#below = this.#count
    this.#readBelow(ids, belowFirst, belowEnd)
  }

  /** Writes the numbers of every candidate, `SIZE` for each. */
  describe(ballot: Ballot, context: Context, out: Float64Array): void {
    out.fill(0, 0, ballot.count * SIZE)
    const written = tokensInLine(context)
    if (written < 0) return
    for (let line = 0; line < this.#count; line++) {
      if (this.#beginsLike(line, context, written)) this.#describeLine(line, written, ballot, out)
    }
  }

  /** The candidate that goes on with this line; where it ends, every break. */
  #describeLine(line: number, written: number, ballot: Ballot, out: Float64Array): void {
    if (written < (this.#lengths[line] ?? 0)) {
      const at = ballot.find(this.#ids[(this.#starts[line] ?? 0) + written] ?? BOUNDARY)
      if (at >= 0) this.#note(line, written, out, at * SIZE)
      return
    }
    for (let at = 0; at < ballot.count; at++)
      if (isBreak(ballot.ids[at] ?? 0)) this.#note(line, written, out, at * SIZE)
  }

  #note(line: number, written: number, out: Float64Array, from: number): void {
    const length = (this.#lengths[line] ?? 0) + 1
    const done = (written + 1) / length
    const near = 1 - Math.log2(1 + (this.#distances[line] ?? 0)) / 8
    out[from] = 1
    out[from + 1] = Math.max(out[from + 1] ?? 0, done)
    out[from + 2] = Math.max(out[from + 2] ?? 0, (done * Math.log2(length)) / 4)
    out[from + 3] = Math.max(out[from + 3] ?? 0, near)
    if (line >= this.#below) out[from + 4] = 1
    out[from + 5] = (out[from + 5] ?? 0) + 0.1
    if (this.#isSibling[line] === 1) out[from + 6] = 1
  }

  #beginsLike(line: number, context: Context, written: number): boolean {
    if (written > (this.#lengths[line] ?? 0)) return false
    const start = this.#starts[line] ?? 0
    for (let i = 0; i < written; i++)
      if (this.#ids[start + i] !== context[written - 1 - i]) return false
    return true
  }

  #readAbove(ids: Int32Array, first: number, end: number): void {
    let level = 0
    let least = 0
    let lines = -1
    let lineEnd = end
    for (let at = end - 1; at >= first - 1 && lines < LINES_ABOVE; at--) {
      const id = ids[at] ?? BOUNDARY
      if (id !== BOUNDARY && !isBreak(id)) continue
      // The line in progress is the first one.
      if (lines >= 0) this.#keep(at + 1, lineEnd, lines, level === 0 && least >= 0)
      level -= levelsOf(id)
      if (level < least) least = level
      lineEnd = at
      lines++
    }
  }

  #readBelow(ids: Int32Array, first: number, end: number): void {
    let level = 0
    let least = 0
    let at = first
    while (at < end && !isBreak(ids[at] ?? BOUNDARY)) at++
    for (let lines = 0; at < end && lines < LINES_BELOW; lines++) {
      level += levelsOf(ids[at] ?? BOUNDARY)
      if (level < least) least = level
      const start = at + 1
      at = start
      while (at < end && !isBreak(ids[at] ?? BOUNDARY)) at++
      this.#keep(start, at, lines, level === 0 && least >= 0)
    }
  }

  #keep(start: number, end: number, distance: number, isSibling: boolean): void {
    if (end <= start || this.#count === MAX_LINES) return
    const line = this.#count++
    this.#starts[line] = start
    this.#lengths[line] = end - start
    this.#distances[line] = distance
    this.#isSibling[line] = Number(isSibling)
  }
}

/** Tokens of the context's last line; -1: it begins before the context. */
export function tokensInLine(context: Context): number {
  for (let i = 0; i < CONTEXT_TOKENS; i++) {
    const id = context[i] ?? BOUNDARY
    if (id === BOUNDARY || isBreak(id)) return i
  }
  return -1
}
