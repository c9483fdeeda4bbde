// Takes an arm that does badly to 0 %, by itself.

import type { Guard } from '../config-file/schema.ts'
import type { Counters } from '../counters.ts'
import type { Route } from '../selection/route.ts'
import type { Arm, Snapshot } from '../selection/snapshot.ts'
import { wilson } from './statistics.ts'

/** The latest answers that are judged. */
const WINDOW = 500
const MIN_ANSWERS = 100
/** A 95th percentile above a limit is one answer in twenty that is slower. */
const SLOW_SHARE = 0.05
/** Standard errors beyond the limit: every answer is a look, and a look in a thousand may err. */
const Z = 3

const FAILED = 1
const SLOW = 2

export interface ClosedArm {
  readonly rule: string
  readonly arm: string
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
}

interface GuardRailParts {
  readonly counters: Counters
  readonly log: { warn(about: object, message: string): void }
}

export class GuardRail {
  readonly #parts: GuardRailParts
  readonly #closed = new Map<string, ClosedArm>()
  #health = new Map<string, Health>()
  #byRoute = new Map<Route, Health>()

  constructor(parts: GuardRailParts) {
    this.#parts = parts
  }

  get closed(): readonly ClosedArm[] {
    return [...this.#closed.values()]
  }

  readonly isClosed = (arm: Arm): boolean => this.#closed.size > 0 && this.#closed.has(arm.identity)

  /** Watches the guarded arms of a configuration; of those that are the same as before it remembers all. */
  watch({ rules }: Snapshot): void {
    const health = new Map<string, Health>()
    const byRoute = new Map<Route, Health>()
    for (const arm of rules.flatMap(({ arms }) => arms)) {
      if (!arm.guard) continue
      const kept = this.#health.get(arm.identity) ?? new Health(arm.identity, arm.guard)
      health.set(arm.identity, kept)
      byRoute.set(arm.route, kept)
      byRoute.set(arm.shadowed, kept)
    }
    this.#health = health
    this.#byRoute = byRoute
    for (const identity of this.#closed.keys())
      if (!health.has(identity)) this.#closed.delete(identity)
  }

  /** `ms`: to the answer, or to its first part; undefined: the arm's model did not answer. */
  note(route: Route, ms: number | undefined): void {
    const health = this.#byRoute.get(route)
    const reason = health?.note(ms)
    if (!health || !reason || this.#closed.has(health.identity)) return
    const { rule, arm } = route
    this.#closed.set(health.identity, { rule, arm, reason, at: new Date().toISOString() })
    this.#parts.counters.armsClosed += 1
    this.#parts.log.warn({ rule, arm, reason }, 'an arm crossed its limit and is at 0 % now')
  }
}

/** The latest answers of one arm. */
class Health {
  readonly identity: string
  readonly #guard: Guard
  readonly #marks = new Uint8Array(WINDOW)
  #count = 0
  #failed = 0
  #slow = 0

  constructor(identity: string, guard: Guard) {
    this.identity = identity
    this.#guard = guard
  }

  /** Why the arm should be closed, if it should. */
  note(ms: number | undefined): string | undefined {
    const { maxErrorPercent, maxP95Ms, minAnswers = MIN_ANSWERS } = this.#guard
    const isSlow = ms !== undefined && maxP95Ms !== undefined && ms > maxP95Ms
    this.#push(ms === undefined ? FAILED : isSlow ? SLOW : 0)
    if (this.#count < minAnswers) return undefined
    const seen = Math.min(this.#count, WINDOW)
    if (maxErrorPercent !== undefined && isAbove(this.#failed, seen, maxErrorPercent / 100)) {
      return `${this.#failed} of ${seen} requests failed; the limit is ${maxErrorPercent} %`
    }
    if (isAbove(this.#slow, seen - this.#failed, SLOW_SHARE)) {
      return `${this.#slow} of ${seen - this.#failed} answers took more than ${maxP95Ms} ms`
    }
    return undefined
  }

  #push(mark: number): void {
    const at = this.#count % WINDOW
    const old = this.#marks[at] ?? 0
    this.#marks[at] = mark
    this.#count += 1
    this.#failed += (mark & FAILED) - (old & FAILED)
    this.#slow += ((mark & SLOW) - (old & SLOW)) / SLOW
  }
}

/** More than chance would explain. */
const isAbove = (count: number, total: number, limit: number): boolean =>
  count > limit * total && wilson(count / total, total, Z)[0] > limit
