// Which writing is continued next.
import type { Writing } from './pen.ts'
import type { NextToken } from './step.ts'

/** Writings of one length that are continued; one more brings less than it costs. */
export const BEAM = 3
/** A line of more tokens is generated. */
const MAX_LINE_TOKENS = 48

/** A writing and what may be written next; most are never written. */
export interface Continuation {
  writing: Writing
  token: NextToken
  /** 0…1, of both. */
  running: number
}

/**
 * What a beam search continues, which takes all writings of one length at once, but the most probable one first: so
 * nothing is continued that is less probable than the lines turn out to be. Made for one line.
 */
export class Beam {
  /** Tokens that stand before the line. */
  readonly #before: number
  /** The most probable first; of two alike, the one that came first. */
  readonly #open: Continuation[] = []
  /** By tokens: writings of that length that were taken. */
  readonly #taken = new Uint8Array(MAX_LINE_TOKENS)
  /** Tokens of the longest one that was more probable than any line. */
  #reach = 0
  /** The longest one that came; of those, the most probable. */
  longest: Continuation | undefined

  constructor(before: number) {
    this.#before = before
  }

  add(one: Continuation): void {
    const open = this.#open
    let at = open.length
    while (at > 0 && (open[at - 1]?.running ?? 0) < one.running) at--
    open.splice(at, 0, one)
    const longer = one.writing.written - (this.longest?.writing.written ?? -1)
    if (longer > 0 || (longer === 0 && one.running > (this.longest?.running ?? 0)))
      this.longest = one
  }

  /**
   * The one to be continued next, where the two best lines so far are as probable as these; undefined: no other may
   * become one of them. Once a line is more probable than all that is open, the beam would go no further.
   */
  take(best: number, second: number): Continuation | undefined {
    for (;;) {
      const one = this.#open.shift()
      if (!one || one.running <= second) return undefined
      const tokens = one.writing.written + 1 - this.#before
      const taken = this.#taken[tokens] ?? BEAM
      if (taken === BEAM || (tokens > this.#reach && one.running <= best)) continue
      this.#reach = Math.max(this.#reach, tokens)
      this.#taken[tokens] = taken + 1
      return one
    }
  }
}
