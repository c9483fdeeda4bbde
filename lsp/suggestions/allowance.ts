/** Requests in any so many keys … */
const WINDOW_KEYS = 100
/** … are never more than this: no model is buried by somebody who types fast. */
const MOST = 8
/** Reading is no typing, and still deserves an answer: what was asked so long ago is forgotten, whatever was typed. */
const WINDOW_MS = 120_000

interface Spent {
  readonly atKey: number
  readonly at: number
}

/** Keeps requests in proportion to keys. Those on command, or of somebody who does not type, are not counted. */
export class Allowance {
  readonly #now: () => number
  /** Oldest first. */
  readonly #spent: Spent[] = []
  #keys = 0

  /** `now`: milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now
  }

  key(): void {
    this.#keys += 1
  }

  /** `reserve`: what must be left for better places than this one. */
  mayAsk(reserve = 0): boolean {
    const since = this.#now() - WINDOW_MS
    for (let [oldest] = this.#spent; oldest; [oldest] = this.#spent) {
      if (oldest.at > since && this.#keys - oldest.atKey <= WINDOW_KEYS) break
      this.#spent.shift()
    }
    return this.#spent.length + reserve < MOST
  }

  spend(): void {
    this.#spent.push({ atKey: this.#keys, at: this.#now() })
  }
}
