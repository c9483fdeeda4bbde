// Everything that decides where requests go, and that learns from how they went.
import type { Config } from './config.ts'
import { ConfigFollower } from './config-file/follow.ts'
import type { FilePlan } from './config-file/plan.ts'
import { type Counters, newCounters } from './counters.ts'
import { Experiments } from './experiments/experiments.ts'
import { GuardRail } from './experiments/guard-rail.ts'
import { SharedTally } from './experiments/shared-tally.ts'
import { SharedStore } from './limits/shared-store.ts'
import { presetPlan, timeoutsOf } from './selection/preset.ts'
import { Router } from './selection/router.ts'
import { LiveSnapshot, snapshotOf } from './selection/snapshot.ts'

export interface Routing {
  readonly live: LiveSnapshot
  readonly router: Router
  readonly rail: GuardRail
  readonly experiments: Experiments
  readonly counters: Counters
  /** Undefined: there is no file. */
  readonly follower: ConfigFollower | undefined
  /** Redis, where several gateways count together. */
  readonly store: SharedStore | undefined
}

interface Log {
  info(message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

/** Follows the file from now on; `follower.close` ends that. */
export function createRouting({ models, file, redisUrl }: Config, log: Log): Routing {
  const preset = presetPlan(models)
  const live = new LiveSnapshot(snapshotOf(file?.reading.plan, preset))
  const counters = newCounters()
  const rail = new GuardRail({ counters, log })
  rail.watch(live.current())
  const take = (plan: FilePlan): void => {
    const next = snapshotOf(plan, preset)
    rail.watch(next)
    live.swap(next)
  }
  const follower = file && new ConfigFollower(file, { take, counters, log })
  const { isClosed } = rail
  const router = new Router({ live, models, timeouts: timeoutsOf(models), isClosed })
  const store = redisUrl ? new SharedStore(redisUrl, log) : undefined
  const experiments = new Experiments(counters, store && new SharedTally(store))
  return { live, router, rail, experiments, counters, follower, store }
}
