/** What a budget may hold at most, and what it is given by time alone. */
export interface BudgetLimits {
  /** Of all requests, e.g. 0.15. */
  share: number
  /** Saved up at most. */
  burst: number
  /** So that a quiet hour has some too: given back each second, while less than `burst` is left. */
  perSecond: number
}

/** Extra calls, as a share of the requests. A storm of failures must not become a storm of retries. */
export class Budget {
  readonly #limits: BudgetLimits
  #left: number
  #at: number

  constructor(limits: BudgetLimits, now: number) {
    this.#limits = limits
    this.#left = limits.perSecond > 0 ? limits.burst : 0
    this.#at = now
  }

  /** One more request. */
  earn(): void {
    this.#left = Math.min(this.#left + this.#limits.share, this.#limits.burst)
  }

  has(now: number): boolean {
    const { perSecond, burst } = this.#limits
    if (perSecond > 0 && this.#left < burst) {
      this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1_000) * perSecond)
    }
    this.#at = now
    return this.#left >= 1
  }

  /** Whether there was one to spend. */
  spend(now: number): boolean {
    if (!this.has(now)) return false
    this.#left -= 1
    return true
  }
}
