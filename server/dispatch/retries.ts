import type { GatewayError } from '../../protocol/index.ts'
import { isPassing } from './faults.ts'
import type { HedgeParts } from './hedge.ts'

/** The wait is drawn between none and all of it, so that those who failed together do not come back together. */
const LONGEST_PAUSE_MS = 100
/** A server that wants a longer pause is left alone. */
const MOST_PATIENCE_MS = 1_000

/** Whether one request may be sent once more. */
export class Retries {
  readonly #parts: HedgeParts
  readonly #deadlineAt: number
  #hasRepeated = false

  constructor(parts: HedgeParts, deadlineAt: number) {
    this.#parts = parts
    this.#deadlineAt = deadlineAt
  }

  /** Takes it out of what all requests may retry. */
  spend(): boolean {
    const { budgets, clock, tally } = this.#parts
    const now = clock.now()
    if (now >= this.#deadlineAt || !budgets.retries.spend(now)) return false
    tally.retries += 1
    return true
  }

  /** In how many ms the same server may be asked again, where it is the only one: once. Undefined: not at all. */
  pauseBeforeRepeat(error: GatewayError): number | undefined {
    const { clock } = this.#parts
    const restMs = (error.retryAfterSeconds ?? 0) * 1_000
    // One that has too many calls, and does not say until when, has too many in a moment as well.
    const isOverloaded = error.code === 'upstream_overloaded' && restMs === 0
    if (this.#hasRepeated || isOverloaded || !isPassing(error)) return undefined
    this.#hasRepeated = true
    const pauseMs = restMs + clock.random() * LONGEST_PAUSE_MS
    const isInTime = clock.now() + pauseMs < this.#deadlineAt
    return isInTime && restMs <= MOST_PATIENCE_MS ? pauseMs : undefined
  }
}
