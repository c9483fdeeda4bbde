// Places of a text that stays, sorted by what stands before them: every context length from one array.
import { PlaceSorter } from './place-sorter.ts'
import { BOUNDARY } from './vocabulary.ts'

/** Places are sorted by so many tokens before them; longer agreement is counted place by place. */
export const SORTED_DEPTH = 8

/** Half-open range of `SortedPlaces.places`. */
export interface Range {
  start: number
  end: number
}

export class SortedPlaces {
  readonly #ids: Int32Array
  /** Places in the order of their token, then of the one before it, and so on. */
  readonly places: Int32Array
  /** By token: where its places begin. */
  readonly #starts: Int32Array

  private constructor(ids: Int32Array, places: Int32Array, starts: Int32Array) {
    this.#ids = ids
    this.places = places
    this.#starts = starts
  }

  /**
   * Sorts in slices of some milliseconds: whoever drives it may do something else between two of them.
   * `ids` begins with a boundary and has one before each text; `words` is larger than every id.
   */
  static *sorting(ids: Int32Array, words: number): Generator<void, SortedPlaces> {
    const starts = yield* startsOf(ids, words)
    const places = yield* placesByToken(ids, starts)
    yield* sortEach(ids, places, starts)
    return new SortedPlaces(ids, places, starts)
  }

  static none(): SortedPlaces {
    return new SortedPlaces(new Int32Array(0), new Int32Array(0), new Int32Array(0))
  }

  get bytes(): number {
    return this.places.byteLength + this.#starts.byteLength
  }

  /** How often a token stands anywhere with something behind it. */
  frequencyOf(id: number): number {
    const start = this.#starts[id] ?? 0
    return (this.#starts[id + 1] ?? start) - start
  }

  /** Where the places of a token begin in `places`. */
  startOf(id: number): number {
    return this.#starts[id] ?? 0
  }

  /**
   * Ranges of places that agree with the last 1, 2, … tokens of a context (last token first).
   * Ends before the first empty one; `ranges` is filled and its used length returned.
   */
  rangesOf(context: Int32Array, ranges: Range[]): number {
    const last = context[0] ?? BOUNDARY
    let start = this.#starts[last] ?? 0
    let end = this.#starts[last + 1] ?? start
    if (last === BOUNDARY) return 0
    let depth = 0
    while (start < end && depth < SORTED_DEPTH) {
      const range = ranges[depth]
      if (!range) break
      range.start = start
      range.end = end
      depth++
      const wanted = context[depth] ?? BOUNDARY
      if (wanted === BOUNDARY) break
      start = this.#firstAtLeast(wanted, depth, start, end)
      end = this.#firstAtLeast(wanted + 1, depth, start, end)
    }
    return depth
  }

  #firstAtLeast(id: number, back: number, start: number, end: number): number {
    const { places } = this
    const ids = this.#ids
    let low = start
    let high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ids[(places[middle] ?? 0) - back] ?? BOUNDARY) < id) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Tokens or places that are looked at in one slice: 2 to 5 ms. */
const SLICE = 200_000

/** Is the token followed by another of its text? */
const hasNext = (ids: Int32Array, place: number): boolean =>
  ids[place] !== BOUNDARY && ids[place + 1] !== BOUNDARY

/** By token: where its places begin; the end of the last one is the number of all. */
function* startsOf(ids: Int32Array, words: number): Generator<void, Int32Array> {
  const starts = new Int32Array(words + 1)
  for (let place = 0; place + 1 < ids.length; place++) {
    const after = (ids[place] ?? BOUNDARY) + 1
    if (hasNext(ids, place)) starts[after] = (starts[after] ?? 0) + 1
    if (place % SLICE === SLICE - 1) yield
  }
  for (let id = 1; id <= words; id++) starts[id] = (starts[id] ?? 0) + (starts[id - 1] ?? 0)
  return starts
}

/** Every place whose token has one behind it, by token. */
function* placesByToken(ids: Int32Array, starts: Int32Array): Generator<void, Int32Array> {
  const next = starts.slice()
  const places = new Int32Array(starts.at(-1) ?? 0)
  for (let place = 0; place + 1 < ids.length; place++) {
    const id = ids[place] ?? BOUNDARY
    if (hasNext(ids, place)) {
      const at = next[id] ?? 0
      places[at] = place
      next[id] = at + 1
    }
    if (place % SLICE === SLICE - 1) yield
  }
  return places
}

/**
 * Sorts the places of each token by the tokens before it: a quicksort in three parts (Bentley and Sedgewick 1997).
 * A token's places are few and the tokens before one lie side by side, so that most of it happens in the cache, where
 * eight passes over all places miss it with every step.
 */
function* sortEach(ids: Int32Array, places: Int32Array, starts: Int32Array): Generator<void> {
  const sorter = new PlaceSorter(ids, places, SORTED_DEPTH)
  for (let id = 0; id + 1 < starts.length; id++) {
    sorter.push(starts[id] ?? 0, starts[id + 1] ?? 0, 1)
    while (sorter.step()) {
      if (sorter.looked < SLICE) continue
      sorter.looked = 0
      yield
    }
  }
}
