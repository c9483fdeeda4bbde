// How many requests somebody may make. One number is kept for each: when all that was asked so far would have been
// due, had it come evenly (the generic cell rate algorithm, as ATM networks police their cells).

export interface Rate {
  readonly perMinute: number
  /** So many at once, after a pause. */
  readonly burst: number
}

/** One more request of somebody, under a rate. */
export interface Claim {
  readonly key: string
  readonly rate: Rate
}

export interface Rates {
  /** All claims are granted, and the result is 0; or none, and it is in how many ms they would be. */
  take(claims: readonly Claim[]): number | Promise<number>
}

export const intervalMs = ({ perMinute }: Rate): number => 60_000 / perMinute

/** How far the evenly spread requests may be ahead of time. */
export const toleranceMs = (rate: Rate): number => (rate.burst - 1) * intervalMs(rate)

/** Who is not among the latest so many has not asked for a while, and may begin anew. */
const MAX_KEYS = 100_000

/** Counts in this process. */
export class LocalRates implements Rates {
  readonly #now: () => number
  /** In the order in which they asked, the latest last. */
  readonly #dueAt = new Map<string, number>()

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  take(claims: readonly Claim[]): number {
    const now = this.#now()
    let waitMs = 0
    for (const { key, rate } of claims) {
      const dueAt = this.#dueAt.get(key) ?? now
      waitMs = Math.max(waitMs, dueAt - toleranceMs(rate) - now)
    }
    if (waitMs > 0) return waitMs
    for (const claim of claims) this.#grant(claim, now)
    return 0
  }

  #grant({ key, rate }: Claim, now: number): void {
    const dueAt = Math.max(now, this.#dueAt.get(key) ?? now) + intervalMs(rate)
    this.#dueAt.delete(key)
    this.#dueAt.set(key, dueAt)
    if (this.#dueAt.size <= MAX_KEYS) return
    const [oldest] = this.#dueAt.keys()
    if (oldest !== undefined) this.#dueAt.delete(oldest)
  }
}
