// Everything that decides where requests go, and that learns from how they went.
import type { Config } from './config.ts'
import { ConfigFollower } from './config-file/follow.ts'
import type { FilePlan } from './config-file/plan.ts'
import { type Counters, newCounters } from './counters.ts'
import { Experiments } from './experiments/experiments.ts'
import { GuardRail } from './experiments/guard-rail.ts'
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
}

interface Log {
  info(message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

/** Follows the file from now on; `follower.close` ends that. */
export function createRouting({ models, file }: Config, log: Log): Routing {
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
  return { live, router, rail, experiments: new Experiments(counters), counters, follower }
}
