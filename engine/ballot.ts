// Counts votes for the next token, per kind of witness and length of agreement. Made once, used for every step.

/** Lengths of agreement that are told apart; 0 is a word without context. */
export const ORDERS = [0, 1, 2, 3, 4, 6, 9, 14] as const
/** Candidates beyond this came last and from the shortest agreement. */
export const MAX_CANDIDATES = 96

/** Who speaks: the current file, or the rest of the workspace. */
export const FILE = 0
export const WORKSPACE = 1
export type Witness = typeof FILE | typeof WORKSPACE
const WITNESSES = 2

/** Which array a place is in. */
export const IN_FILE = 0
export const IN_CHANGED = 1
export const IN_RESTING = 2
export type Where = typeof IN_FILE | typeof IN_CHANGED | typeof IN_RESTING

/** A byte that was one. */
export function asWhere(code: number): Where {
  if (code === IN_FILE) return IN_FILE
  return code === IN_CHANGED ? IN_CHANGED : IN_RESTING
}

/** Sides of the cursor. */
export const IS_ABOVE = 1
export const IS_BELOW = 2

/**
 * Weight of one unseen continuation, against 1 for a place. Each length of agreement gives away a share
 * to the next shorter one, the larger the fewer and the more varied its places are, as in PPM.
 */
const ESCAPE = 1

/** A place that speaks for the token that stands there. */
export interface Vote {
  place: number
  where: Where
  /** Tokens before it that agree; 0: it is a word without context. */
  match: number
  weight: number
  /** How much it is like the cursor. */
  alike: number
}

export class Ballot {
  count = 0
  /** By candidate: its token, the place that stands for it (longest agreement, then first found). */
  readonly ids = new Int32Array(MAX_CANDIDATES)
  readonly places = new Int32Array(MAX_CANDIDATES)
  readonly where = new Uint8Array(MAX_CANDIDATES)
  /** By witness and candidate, see `at`: longest agreement; weight; blended probability. */
  readonly matches = new Uint8Array(WITNESSES * MAX_CANDIDATES)
  readonly blended = new Float64Array(WITNESSES * MAX_CANDIDATES)
  /** Share among those with the longest agreement that the witness has at all. */
  readonly leading = new Float64Array(WITNESSES * MAX_CANDIDATES)
  /** By candidate: share of the likeness of all places. */
  readonly alike = new Float64Array(MAX_CANDIDATES)
  #alikeTotal = 0
  /** By candidate: tokens to its nearest place in the file; -1: none. */
  readonly distances = new Int32Array(MAX_CANDIDATES)
  /** By candidate: sides of the cursor that it stands on, added. */
  readonly sides = new Uint8Array(MAX_CANDIDATES)
  /** By witness: longest agreement of any candidate. */
  readonly longest = new Uint8Array(WITNESSES)
  /** By witness, order and candidate: weight of places that agree in at least that many tokens. */
  readonly #weights = new Float64Array(WITNESSES * ORDERS.length * MAX_CANDIDATES)
  /** Told of each place that votes. */
  onVote: ((place: number, where: Where, alike: number) => void) | undefined
  /** By token: candidate + 1, valid where `#rounds` is the current round. */
  #slots = new Int32Array(0)
  #rounds = new Int32Array(0)
  #round = 0

  /** Begins a step; `words` is larger than every id. */
  begin(words: number): void {
    this.count = 0
    this.#round++
    this.#alikeTotal = 0
    this.longest.fill(0)
    if (this.#slots.length >= words) return
    this.#slots = new Int32Array(words * 2)
    this.#rounds = new Int32Array(words * 2)
    this.#round = 1
  }

  vote(id: number, vote: Vote): void {
    this.onVote?.(vote.place, vote.where, vote.alike)
    const at = this.#candidateOf(id)
    if (at < 0) return
    const witness = vote.where === IN_FILE ? FILE : WORKSPACE
    const best = Math.max(this.matchOf(FILE, at), this.matchOf(WORKSPACE, at))
    // What the file says stands for a candidate unless another place agrees in more.
    const isFirst = this.places[at] === -1
    if (isFirst || vote.match > best) {
      this.places[at] = vote.place
      this.where[at] = vote.where
    }
    const cell = witness * MAX_CANDIDATES + at
    if (vote.match > (this.matches[cell] ?? 0)) this.matches[cell] = vote.match
    if (vote.match > (this.longest[witness] ?? 0)) this.longest[witness] = vote.match
    this.alike[at] = (this.alike[at] ?? 0) + vote.alike
    this.#alikeTotal += vote.alike
    this.#addWeight(witness, at, vote.match, vote.weight)
  }

  /** The candidate for a token without a vote; `place`, in the file, stands for it if nothing else does. */
  propose(id: number, place: number): number {
    const at = this.#candidateOf(id)
    if (at >= 0 && this.places[at] === -1) {
      this.places[at] = place
      this.where[at] = IN_FILE
    }
    return at
  }

  /** The candidate of a token; -1: it is none. */
  find(id: number): number {
    return this.#rounds[id] === this.#round ? (this.#slots[id] ?? 0) - 1 : -1
  }

  /** Did a place bring the candidate, and not only a renamed pattern? */
  isVoted(at: number): boolean {
    return (this.blended[at] ?? 0) > 0 || (this.blended[MAX_CANDIDATES + at] ?? 0) > 0
  }

  matchOf(witness: Witness, at: number): number {
    return this.matches[witness * MAX_CANDIDATES + at] ?? 0
  }

  /** Ends the counting: fills `blended` and `leading`. */
  blend(): void {
    for (let witness = 0; witness < WITNESSES; witness++) this.#blendOf(witness)
    const total = Math.max(this.#alikeTotal, Number.MIN_VALUE)
    for (let at = 0; at < this.count; at++) this.alike[at] = (this.alike[at] ?? 0) / total
  }

  #candidateOf(id: number): number {
    if (this.#rounds[id] === this.#round) return (this.#slots[id] ?? 0) - 1
    if (this.count === MAX_CANDIDATES) return -1
    const at = this.count++
    this.#rounds[id] = this.#round
    this.#slots[id] = at + 1
    this.ids[at] = id
    this.places[at] = -1
    this.distances[at] = -1
    this.alike[at] = 0
    for (let witness = 0; witness < WITNESSES; witness++) {
      const cell = witness * MAX_CANDIDATES + at
      this.matches[cell] = 0
      this.blended[cell] = 0
      this.leading[cell] = 0
      for (let order = 0; order < ORDERS.length; order++)
        this.#weights[weightAt(witness, order, at)] = 0
    }
    return at
  }

  #addWeight(witness: number, at: number, match: number, weight: number): void {
    if (match === 0) {
      this.#weights[weightAt(witness, 0, at)] =
        (this.#weights[weightAt(witness, 0, at)] ?? 0) + weight
      return
    }
    for (let order = 1; order < ORDERS.length && (ORDERS[order] ?? 0) <= match; order++) {
      const cell = weightAt(witness, order, at)
      this.#weights[cell] = (this.#weights[cell] ?? 0) + weight
    }
  }

  #blendOf(witness: number): void {
    const { count, blended, leading } = this
    const base = witness * MAX_CANDIDATES
    for (let order = 0; order < ORDERS.length; order++) {
      const row = weightAt(witness, order, 0)
      let total = 0
      let distinct = 0
      for (let at = 0; at < count; at++) {
        const weight = this.#weights[row + at] ?? 0
        total += weight
        if (weight > 0) distinct++
      }
      if (total === 0) continue
      const escaped = ESCAPE * distinct
      for (let at = 0; at < count; at++) {
        const weight = this.#weights[row + at] ?? 0
        blended[base + at] = (weight + escaped * (blended[base + at] ?? 0)) / (total + escaped)
        leading[base + at] = weight / total
      }
    }
  }
}

const weightAt = (witness: number, order: number, at: number): number =>
  (witness * ORDERS.length + order) * MAX_CANDIDATES + at
