import type { Budgets } from './budgets.ts'
import type { Clock } from './clock.ts'
import type { Tally } from './tally.ts'

export interface HedgeParts {
  readonly clock: Clock
  readonly budgets: Budgets
  readonly tally: Tally
}

/** Asks somebody else as well, if it can; false: nobody has room. */
export interface Hedger {
  canHedge(): boolean
  hedge(): void
}

/**
 * The second call of a request whose first is late: once, at once while hedges are left, else when the first is late
 * twice over. Nobody waits where there is nothing to spend.
 */
export class Hedge {
  readonly #parts: HedgeParts
  readonly #hedger: Hedger
  #isSpent = false
  #disarm: (() => void) | undefined

  constructor(parts: HedgeParts, hedger: Hedger) {
    this.#parts = parts
    this.#hedger = hedger
  }

  arm(lateMs: number): void {
    const { clock, budgets } = this.#parts
    const now = clock.now()
    if (this.#isSpent || !(budgets.hedges.has(now) || budgets.rescues.has(now))) return
    this.#isSpent = true
    this.#disarm = clock.after(lateMs, () => {
      if (this.#ask(budgets.hedges)) return
      this.#disarm = clock.after(lateMs, () => this.#ask(budgets.rescues))
    })
  }

  disarm(): void {
    this.#disarm?.()
    this.#disarm = undefined
  }

  #ask(budget: Budgets['hedges']): boolean {
    const { clock, tally } = this.#parts
    this.#disarm = undefined
    if (!this.#hedger.canHedge() || !budget.spend(clock.now())) return false
    tally.hedges += 1
    this.#hedger.hedge()
    return true
  }
}
