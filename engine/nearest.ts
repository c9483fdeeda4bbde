// How near to the cursor each word of the file stands.

/** Sides of the cursor. */
export const ABOVE = 1
export const BELOW = 2

/** Distances by token; made once per engine, filled per question. */
export class Nearest {
  #distances = new Int32Array(0)
  #questions = new Int32Array(0)
  #question = 0
  /** By token: stands above, stands below. */
  #sides = new Uint8Array(0)

  /** `words` is larger than every id. */
  begin(words: number): void {
    this.#question++
    if (this.#distances.length >= words) return
    this.#distances = new Int32Array(words * 2)
    this.#questions = new Int32Array(words * 2)
    this.#sides = new Uint8Array(words * 2)
    this.#question = 1
  }

  /** Keeps the smallest distance of each token. */
  note(id: number, distance: number, side: typeof ABOVE | typeof BELOW): void {
    const isKnown = this.#questions[id] === this.#question
    this.#sides[id] = isKnown ? (this.#sides[id] ?? 0) | side : side
    if (isKnown && (this.#distances[id] ?? 0) <= distance) return
    this.#questions[id] = this.#question
    this.#distances[id] = distance
  }

  /** Tokens to the nearest place of a token in the file; -1: the file does not hold it. */
  distanceOf(id: number): number {
    return this.#questions[id] === this.#question ? (this.#distances[id] ?? -1) : -1
  }

  /** Sides of the cursor that it stands on, added. */
  sidesOf(id: number): number {
    return this.#questions[id] === this.#question ? (this.#sides[id] ?? 0) : 0
  }
}
