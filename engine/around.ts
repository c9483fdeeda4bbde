// The tokens around the cursor: in one array with a gap where it stands, linked on both sides.
import { type Chain, link, mixed, ORDERS, powerOfTwo, unlink } from './links.ts'
import { shapeOf } from './shapes.ts'
import type { Piece, Tokens } from './token-list.ts'
import { BOUNDARY, type Vocabulary } from './vocabulary.ts'

/** Tokens of a shape by which places are found. */
const SHAPE_ORDER = 4
const FIRST_SIZE = 1_024
/** Boundaries: before the first token, behind the last one, and on either side of the gap. */
const BOUNDARIES = 4

/** Which of a chain's heads: places above the cursor are looked at before those below. */
const ABOVE = 0
const BELOW = 1
type Side = typeof ABOVE | typeof BELOW

/**
 * Tokens come and go next to the gap. Whoever moves the cursor by a line moves a line's tokens, and of thousands of
 * links only theirs: the nearest place of either side is linked last, found first and taken out first.
 */
export class Around {
  readonly #vocabulary: Vocabulary
  ids = new Int32Array(0)
  gaps = new Uint8Array(0)
  /** The same tokens without their names. */
  shapes = new Int32Array(0)
  /** Longest order first. */
  chains: readonly Chain[] = []
  shapeChain = chainOf(SHAPE_ORDER, 0)
  /** All of them, and the tokens that they link. */
  #linked: readonly { chain: Chain; ids: Int32Array }[] = []
  /** The first place above the cursor, and the one behind the last. */
  readonly aboveFirst = 1
  aboveEnd = 1
  /** The same below it. */
  belowFirst = 0
  belowEnd = 0

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    this.#clear(FIRST_SIZE)
  }

  get count(): number {
    return this.aboveEnd - this.aboveFirst + this.belowEnd - this.belowFirst
  }

  isAbove(place: number): boolean {
    return place < this.aboveEnd
  }

  /** Tokens between a place and the cursor. */
  distanceOf(place: number): number {
    return this.isAbove(place) ? this.aboveEnd - place : place - this.belowFirst
  }

  /** Tokens to the nearest place of a token above the cursor; -1: there is none. */
  distanceAbove(id: number): number {
    // The last token of a side is not linked: nothing is known to follow it.
    if (this.ids[this.aboveEnd - 1] === id) return 1
    const place = this.#nearestOf(id, ABOVE)
    return place < 0 ? -1 : this.distanceOf(place)
  }

  /** The same below it. */
  distanceBelow(id: number): number {
    const place = this.#nearestOf(id, BELOW)
    if (place >= 0) return this.distanceOf(place)
    const last = this.belowEnd - 1
    return last >= this.belowFirst && this.ids[last] === id ? this.distanceOf(last) : -1
  }

  /**
   * Makes the tokens on either side those of these pieces, which are in the order of the text. False: they were so
   * already.
   */
  become(above: readonly Piece[], below: readonly Piece[]): boolean {
    const size = tokensIn(above) + tokensIn(below) + BOUNDARIES
    if (size > this.ids.length) this.#clear(Math.ceil(size * 1.25))
    const had = this.count
    this.#popAbove(this.#endOfAlike(above))
    this.#popBelow(this.#startOfAlike(below))
    const kept = this.count
    // Both sides have room only once both gave up what is theirs no more.
    this.#fillAbove(above)
    this.#fillBelow(below)
    for (const ids of [this.ids, this.shapes]) {
      ids[this.aboveEnd] = BOUNDARY
      ids[this.belowFirst - 1] = BOUNDARY
    }
    return kept < had || kept < this.count
  }

  /** The end of the tokens that are as in the pieces. */
  #endOfAlike(pieces: readonly Piece[]): number {
    let place = this.aboveFirst
    for (const { list, from, to } of pieces)
      for (let at = from; at < to; at++, place++)
        if (place === this.aboveEnd || !this.#isAt(place, list, at)) return place
    return place
  }

  /** Below the cursor, the first one of them. */
  #startOfAlike(pieces: readonly Piece[]): number {
    let place = this.belowEnd
    for (const { list, from, to } of [...pieces].reverse())
      for (let at = to - 1; at >= from; at--, place--)
        if (place === this.belowFirst || !this.#isAt(place - 1, list, at)) return place
    return place
  }

  #fillAbove(pieces: readonly Piece[]): void {
    let skipped = this.aboveEnd - this.aboveFirst
    for (const { list, from, to } of pieces) {
      for (let at = from + skipped; at < to; at++) this.#pushAbove(list, at)
      skipped = Math.max(0, skipped - (to - from))
    }
  }

  #fillBelow(pieces: readonly Piece[]): void {
    let skipped = this.belowEnd - this.belowFirst
    for (const { list, from, to } of [...pieces].reverse()) {
      for (let at = to - 1 - skipped; at >= from; at--) this.#pushBelow(list, at)
      skipped = Math.max(0, skipped - (to - from))
    }
  }

  #isAt(place: number, list: Tokens, at: number): boolean {
    return this.ids[place] === list.ids[at] && this.gaps[place] === list.gaps[at]
  }

  #put(place: number, list: Tokens, at: number): void {
    const id = list.ids[at] ?? BOUNDARY
    this.ids[place] = id
    this.gaps[place] = list.gaps[at] ?? 0
    this.shapes[place] = shapeOf(id, this.#vocabulary)
  }

  #pushAbove(list: Tokens, at: number): void {
    this.#put(this.aboveEnd, list, at)
    // The token before has something behind it now.
    for (const { chain, ids } of this.#linked) link(chain, ABOVE, ids, this.aboveEnd - 1)
    this.aboveEnd++
  }

  #popAbove(end: number): void {
    while (this.aboveEnd > end) {
      this.aboveEnd--
      for (const { chain, ids } of this.#linked) unlink(chain, ABOVE, ids, this.aboveEnd - 1)
    }
  }

  #pushBelow(list: Tokens, at: number): void {
    this.belowFirst--
    this.#put(this.belowFirst, list, at)
    for (const { chain, ids } of this.#linked) {
      // Of this place, all tokens are there now by which it is found.
      const place = this.belowFirst + chain.order - 1
      if (place < this.belowEnd - 1) link(chain, BELOW, ids, place)
    }
  }

  #popBelow(first: number): void {
    for (; this.belowFirst < first; this.belowFirst++) {
      for (const { chain, ids } of this.#linked) {
        const place = this.belowFirst + chain.order - 1
        if (place < this.belowEnd - 1) unlink(chain, BELOW, ids, place)
      }
    }
  }

  /** The place of a token that is nearest on a side, its last token left out; -1: there is none. */
  #nearestOf(id: number, side: Side): number {
    const chain = this.chains.at(-1)
    const heads = chain?.heads[side]
    if (!chain || !heads) return -1
    let found = heads[mixed(0, id) & (heads.length - 1)] ?? 0
    while (found > 0 && this.ids[found - 1] !== id) found = chain.others[found - 1] ?? 0
    return found - 1
  }

  #clear(size: number): void {
    this.ids = new Int32Array(size)
    this.gaps = new Uint8Array(size)
    this.shapes = new Int32Array(size)
    this.chains = ORDERS.map((order) => chainOf(order, size))
    this.shapeChain = chainOf(SHAPE_ORDER, size)
    this.#linked = [
      ...this.chains.map((chain) => ({ chain, ids: this.ids })),
      { chain: this.shapeChain, ids: this.shapes },
    ]
    this.aboveEnd = this.aboveFirst
    this.belowEnd = size - 1
    this.belowFirst = this.belowEnd
  }
}

const tokensIn = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { from, to }) => sum + to - from, 0)

function chainOf(order: number, size: number): Chain {
  const heads = [ABOVE, BELOW].map(() => new Int32Array(powerOfTwo(size)))
  return { order, heads, others: new Int32Array(size) }
}
