// Sorts places by the tokens before them, in place.
import { BOUNDARY } from './vocabulary.ts'

/** Shorter ranges are sorted by insertion. */
const FEW_PLACES = 12
/** Numbers that the stack keeps of a range. */
const ENTRY = 3

export class PlaceSorter {
  /** Places looked at so far. */
  looked = 0
  readonly #ids: Int32Array
  readonly #places: Int32Array
  readonly #depth: number
  /** Ranges still to sort: half-open, and how many tokens back they differ first. */
  readonly #stack: number[] = []

  /** `depth`: tokens that places are sorted by, their own included. `ids` begins with a boundary. */
  constructor(ids: Int32Array, places: Int32Array, depth: number) {
    this.#ids = ids
    this.#places = places
    this.#depth = depth
  }

  /** Puts a range of places that agree in the last `back` tokens on the stack. */
  push(start: number, end: number, back: number): void {
    if (end - start > 1 && back < this.#depth) this.#stack.push(start, end, back)
  }

  /** Sorts one range, or parts it in three; false: there is none left. */
  step(): boolean {
    const stack = this.#stack
    const top = stack.length - ENTRY
    if (top < 0) return false
    const start = stack[top] ?? 0
    const end = stack[top + 1] ?? 0
    const back = stack[top + 2] ?? 0
    stack.length = top
    this.looked += end - start
    if (end - start <= FEW_PLACES) this.#insert(start, end, back)
    else this.#part(start, end, back)
    return true
  }

  #part(start: number, end: number, back: number): void {
    const ids = this.#ids
    const places = this.#places
    const pivot = this.#pivotOf(start, end, back)
    let low = start
    let high = end
    for (let at = start; at < high; ) {
      const place = places[at] ?? 0
      const id = ids[place - back] ?? BOUNDARY
      if (id < pivot) {
        places[at++] = places[low] ?? 0
        places[low++] = place
      } else if (id > pivot) {
        places[at] = places[--high] ?? 0
        places[high] = place
      } else at++
    }
    this.push(start, low, back)
    // What lies before a boundary belongs to another text.
    if (pivot !== BOUNDARY) this.push(low, high, back + 1)
    this.push(high, end, back)
  }

  /** The middle one of three. */
  #pivotOf(start: number, end: number, back: number): number {
    const a = this.#idAt(start, back)
    const b = this.#idAt((start + end) >>> 1, back)
    const c = this.#idAt(end - 1, back)
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
  }

  #idAt(at: number, back: number): number {
    return this.#ids[(this.#places[at] ?? 0) - back] ?? BOUNDARY
  }

  #insert(start: number, end: number, back: number): void {
    const places = this.#places
    for (let at = start + 1; at < end; at++) {
      const place = places[at] ?? 0
      let to = at
      while (to > start && this.#isBefore(place, places[to - 1] ?? 0, back)) {
        places[to] = places[to - 1] ?? 0
        to--
      }
      places[to] = place
    }
  }

  #isBefore(place: number, other: number, from: number): boolean {
    const ids = this.#ids
    for (let back = from; back < this.#depth; back++) {
      const id = ids[place - back] ?? BOUNDARY
      const otherId = ids[other - back] ?? BOUNDARY
      if (id !== otherId) return id < otherId
      if (id === BOUNDARY) return false
    }
    return false
  }
}
