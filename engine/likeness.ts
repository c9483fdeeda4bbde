// How much the surroundings of a place are like those of the cursor, beyond the tokens directly before it.
import type { Context } from './context.ts'
import { BOUNDARY, isBreak, type Vocabulary } from './vocabulary.ts'

/** Tokens before a place that are compared, wherever they stand among each other. */
const WINDOW_TOKENS = 16
/** Tokens behind a place within which its line must end. */
const LINE_TOKENS = 24

/**
 * What each likeness adds to the logarithm of a place's weight. Among nine settings on dev holes, raising each from a
 * lower one (those of the line end together) lowered the loss. Higher ones were not tried: plausible, no optima.
 */
const LIKENESS = {
  /** A word of the window stands before the place, too. */
  sameWord: 0.8,
  /** … at the same distance, behind the tokens that agree anyway. */
  samePlace: 0.6,
  /** The line of the place ends as the cursor's must: the next one is indented alike. */
  sameEnd: 1.4,
  /** … and begins with the same token. */
  sameFollowing: 1.4,
  /** Each token that agrees directly before the place. */
  match: 0.7,
}

export class Likeness {
  #context: Context = new Int32Array(0)
  #following: Int32Array = new Int32Array(0)
  #marks = new Int32Array(0)
  #round = 0

  begin(context: Context, following: Int32Array, vocabulary: Vocabulary): void {
    this.#context = context
    this.#following = following
    this.#round++
    if (this.#marks.length < vocabulary.count) {
      this.#marks = new Int32Array(vocabulary.count * 2)
      this.#round = 1
    }
    for (let i = 0; i < WINDOW_TOKENS; i++) {
      const id = context[i] ?? BOUNDARY
      if (id !== BOUNDARY && !isBreak(id) && vocabulary.lengthOf(id) > 2)
        this.#marks[id] = this.#round
    }
  }

  /** Weight of a place, from what stands before it and where its line leads. */
  weightOf(ids: Int32Array, place: number, match: number): number {
    let score = LIKENESS.match * Math.min(match, 8)
    for (let i = 0; i < WINDOW_TOKENS; i++) {
      const id = ids[place - 1 - i] ?? BOUNDARY
      if (id === BOUNDARY) break
      if (this.#marks[id] === this.#round) score += LIKENESS.sameWord
      if (i >= match && id === this.#context[i]) score += LIKENESS.samePlace
    }
    return Math.exp(score + this.#scoreBehind(ids, place))
  }

  #scoreBehind(ids: Int32Array, place: number): number {
    const end = this.#following[0]
    if (end === undefined) return 0
    for (let at = place; at < place + LINE_TOKENS; at++) {
      const id = ids[at] ?? BOUNDARY
      if (id === BOUNDARY) return 0
      if (!isBreak(id)) continue
      if (id !== end) return 0
      return ids[at + 1] === this.#following[1]
        ? LIKENESS.sameEnd + LIKENESS.sameFollowing
        : LIKENESS.sameEnd
    }
    return 0
  }
}
