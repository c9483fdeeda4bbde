// Places of a text that stays, sorted by what stands before them: every context length from one array.
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
   * `ids` has a boundary before each text; `words` is larger than every id.
   */
  static *sorting(ids: Int32Array, words: number): Generator<void, SortedPlaces> {
    let places: Int32Array = placesWithNext(ids)
    let other: Int32Array = new Int32Array(places.length)
    const starts = new Int32Array(words + 1)
    // Least significant first: each pass keeps the order of the one before among equals.
    for (let back = SORTED_DEPTH - 1; back >= 0; back--) {
      yield* sortBy(ids, { back, from: places, to: other, starts })
      const sorted = other
      other = places
      places = sorted
    }
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
    return (this.#starts[id + 1] ?? 0) - (this.#starts[id] ?? 0)
  }

  /** Some place of a token. */
  anyPlaceOf(id: number): number {
    return this.places[this.#starts[id] ?? 0] ?? 0
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

/** Every place whose token has one behind it. */
function placesWithNext(ids: Int32Array): Int32Array {
  const hasNext = (place: number): boolean => ids[place] !== BOUNDARY && ids[place + 1] !== BOUNDARY
  let count = 0
  for (let place = 0; place + 1 < ids.length; place++) if (hasNext(place)) count++
  const places = new Int32Array(count)
  let next = 0
  for (let place = 0; place + 1 < ids.length; place++) if (hasNext(place)) places[next++] = place
  return places
}

interface Pass {
  /** Tokens before the place by which this pass sorts. */
  back: number
  from: Int32Array
  to: Int32Array
  /** Afterwards, by token: where its places begin. */
  starts: Int32Array
}

/** Places that are counted or moved in one slice: 2 to 5 ms. */
const SLICE_PLACES = 200_000

/** One stable counting sort. */
function* sortBy(ids: Int32Array, { back, from, to, starts }: Pass): Generator<void> {
  starts.fill(0)
  const last = starts.length - 1
  for (let at = 0; at < from.length; at += SLICE_PLACES) {
    count(ids, { back, starts, from: from.subarray(at, at + SLICE_PLACES) })
    yield
  }
  for (let id = 1; id <= last; id++) starts[id] = (starts[id] ?? 0) + (starts[id - 1] ?? 0)
  for (let at = 0; at < from.length; at += SLICE_PLACES) {
    move(ids, { back, to, starts, from: from.subarray(at, at + SLICE_PLACES) })
    yield
  }
  // Each start moved to the next one's: back by one place.
  starts.copyWithin(1, 0, last)
  starts[0] = 0
}

function count(ids: Int32Array, { back, from, starts }: Omit<Pass, 'to'>): void {
  const last = starts.length - 1
  for (const place of from) {
    const id = (ids[place - back] ?? BOUNDARY) + 1
    if (id <= last) starts[id] = (starts[id] ?? 0) + 1
  }
}

function move(ids: Int32Array, { back, from, to, starts }: Pass): void {
  for (const place of from) {
    const id = ids[place - back] ?? BOUNDARY
    const next = starts[id] ?? 0
    to[next] = place
    starts[id] = next + 1
  }
}
