/** Requests that a hundred keys pay for. */
const REQUESTS_PER_KEY = 0.08
/** What a person who has just begun, or has read for a while, may ask at once. */
const LARGEST = 4
/** Reading is no typing, and still deserves an answer: so long a pause pays for a request. */
const PAUSE_PAYS_MS = 3_000

/** Keeps requests in proportion to keys: no model is buried by somebody who types fast. */
export class Allowance {
  #left = LARGEST
  #lastKeyAt = Number.NEGATIVE_INFINITY

  key(now: number): void {
    const paused = now - this.#lastKeyAt > PAUSE_PAYS_MS
    this.#lastKeyAt = now
    this.#left = Math.min(LARGEST, this.#left + (paused ? 1 : REQUESTS_PER_KEY))
  }

  /** `reserve`: what must be left for better places than this one. */
  mayAsk(reserve = 0): boolean {
    return this.#left >= 1 + reserve
  }

  spend(): void {
    this.#left = Math.max(0, this.#left - 1)
  }
}
