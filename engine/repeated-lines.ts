// How many lines of a workspace stand in it twice: what is said where much repeats is right more often.
import { CONTEXT_TOKENS } from './context.ts'
import type { Resting } from './resting.ts'
import { type Range, SORTED_DEPTH } from './sorted-places.ts'
import { BOUNDARY, isBreak } from './vocabulary.ts'

/** What packages have in the middle. */
export const USUAL_SHARE = 0.35
/** So many usual lines are added: a few lines say nothing. */
const USUAL_LINES = 50
/** Lines that are looked for, spread over all files. */
const MOST_LINES = 4_000
/** Of these some are looked for in one slice: 1 to 3 ms. */
const SLICE_LINES = 500
/** Shorter lines stand twice everywhere: brackets, `else`, `return x`. */
const FEWEST_TOKENS = 4
/** Places that end like a line and are compared with it; those left out are of lines that end like hundreds. */
const MOST_PLACES = 100

/** Half-open range of tokens, without its breaks. */
type Line = Range

/** The share, 0…1, of sorted files; in slices of some milliseconds. */
export function* repeatedShare(resting: Resting): Generator<void, number> {
  const { ids, count } = resting.tokens
  const stride = Math.max(1, Math.floor(count / MOST_LINES))
  const finder = new LineFinder(resting)
  let lines = 0
  let twice = 0
  for (let place = 0; place < count; ) {
    const line = lineBehind(ids, place, count)
    if (!line) break
    lines += 1
    if (finder.standsTwice(line)) twice += 1
    place = Math.max(line.end, place + stride)
    if (lines % SLICE_LINES === 0) yield
  }
  return (twice + USUAL_LINES * USUAL_SHARE) / (lines + USUAL_LINES)
}

class LineFinder {
  readonly #resting: Resting
  readonly #context = new Int32Array(CONTEXT_TOKENS)
  readonly #ranges: Range[] = Array.from({ length: SORTED_DEPTH }, () => ({ start: 0, end: 0 }))

  constructor(resting: Resting) {
    this.#resting = resting
  }

  standsTwice(line: Line): boolean {
    const { ids } = this.#resting.tokens
    const { sorted } = this.#resting
    this.#context.fill(BOUNDARY)
    const depth = Math.min(SORTED_DEPTH, line.end - line.start)
    for (let back = 0; back < depth; back++) this.#context[back] = ids[line.end - 1 - back] ?? 0
    const found = this.#ranges[sorted.rangesOf(this.#context, this.#ranges) - 1]
    if (!found) return false
    const end = Math.min(found.end, found.start + MOST_PLACES)
    for (let at = found.start; at < end; at++) {
      const other = (sorted.places[at] ?? 0) + 1
      if (other !== line.end && isSameLine(ids, line, other)) return true
    }
    return false
  }
}

/** The next line that is long enough. */
function lineBehind(ids: Int32Array, place: number, count: number): Line | undefined {
  let start = -1
  for (let at = place; at < count; at++) {
    const id = ids[at] ?? BOUNDARY
    if (id !== BOUNDARY && !isBreak(id)) continue
    if (start >= 0 && isBreak(id) && at - start >= FEWEST_TOKENS) return { start, end: at }
    start = isBreak(id) ? at + 1 : -1
  }
  return undefined
}

/** Does the same line end before `end`? */
function isSameLine(ids: Int32Array, { start, end: ownEnd }: Line, end: number): boolean {
  const length = ownEnd - start
  for (let back = 1; back <= length; back++)
    if (ids[end - back] !== ids[ownEnd - back]) return false
  return isBreak(ids[end] ?? BOUNDARY) && isBreak(ids[end - length - 1] ?? BOUNDARY)
}
