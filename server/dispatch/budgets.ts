import { Budget } from './budget.ts'

/** How many calls may be made beyond one for each request. */
export interface Budgets {
  /** After a failure, to another replica, deployment, or the same one. */
  readonly retries: Budget
  /** Beside a call that is late. */
  readonly hedges: Budget
  /** Beside a call that is late twice over, when the hedges are used up: together below 5 %. */
  readonly rescues: Budget
}

export const budgetsFrom = (now: number): Budgets => ({
  retries: new Budget({ share: 0.15, burst: 10, perSecond: 0.2 }, now),
  hedges: new Budget({ share: 0.03, burst: 10, perSecond: 0 }, now),
  rescues: new Budget({ share: 0.018, burst: 5, perSecond: 0 }, now),
})

export function earn({ retries, hedges, rescues }: Budgets): void {
  retries.earn()
  hedges.earn()
  rescues.earn()
}
