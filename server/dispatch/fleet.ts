// The replicas of one deployment, and the calls that wait for room on any of them.
import { hashOf } from '../selection/hash.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { CallMeter, DispatchMeter } from './call-meter.ts'
import type { Clock } from './clock.ts'
import { isQuick } from './faults.ts'
import { pick } from './pick.ts'
import { type Queued, UrgencyQueue } from './queue.ts'
import type { Manner, Replica, Waiting } from './replica.ts'

/** What a call wants of a fleet. */
export interface Errandable extends Queued {
  /** Who asks and for which document; empty: nobody in particular. */
  readonly affinity: string
  readonly manner: Manner
  /** Those that were called for it before. */
  readonly tried: readonly Replica[]
  /** It wants to know how the server is. */
  readonly isTest: boolean
  /** There is room. Told once, and taken out of the queue. */
  admitted(replica: Replica): void
}

/** Where a call is made. */
export interface Place {
  readonly fleet: Fleet
  readonly replica: Replica
}

export interface FleetParts {
  readonly clock: Clock
  readonly meter: DispatchMeter
}

/** How much a newly seen time moves the average. */
const SMOOTHING = 0.1

export class Fleet implements Waiting {
  readonly plan: DeploymentPlan
  readonly replicas: readonly Replica[]
  readonly meter: CallMeter
  readonly #clock: Clock
  readonly #queue = new UrgencyQueue<Errandable>()
  /** How long a call occupies its place, in ms; 0: not known. */
  #occupiedMs = 0

  constructor(plan: DeploymentPlan, replicas: readonly Replica[], parts: FleetParts) {
    this.plan = plan
    this.replicas = replicas
    this.#clock = parts.clock
    this.meter = parts.meter.of(plan)
  }

  get queued(): number {
    return this.#queue.size
  }

  /** A replica with room, that was not tried; one that seems to hang only when there is no other. */
  pick(call: Errandable): Replica | undefined {
    const now = this.#clock.now()
    const [only] = this.replicas
    if (this.replicas.length === 1) return only && isOpenTo(only, call, now) ? only : undefined
    const open = this.replicas.filter((replica) => isOpenTo(replica, call, now))
    const sound = open.filter((replica) => !replica.isSuspect(now))
    return pick(sound.length > 0 ? sound : open, {
      key: call.affinity === '' ? undefined : hashOf(call.affinity),
      manner: call.manner,
      clock: this.#clock,
    })
  }

  /** Whether a replica would take the call if it had room. */
  isFullFor({ tried }: Errandable): boolean {
    const now = this.#clock.now()
    return this.replicas.some((one) => one.breaker.allows(now) && !tried.includes(one))
  }

  /**
   * Whether the first replica is asked although its breaker is open: where there is no other, and it fails at once.
   * That costs nobody time, and its own answer is the honest one. Who tests it has the time.
   */
  isWorthAnotherTry({ tried, isTest }: Errandable): boolean {
    const [only] = this.replicas
    if (!only?.hasRoom || tried.includes(only)) return false
    const error = only.breaker.lastError
    return isTest || (error !== undefined && isQuick(error))
  }

  /** Waits for room, if it can be answered before its deadline then. */
  queue(call: Errandable): boolean {
    if (this.#clock.now() + this.#waitMs(call) > call.deadlineAt) return false
    this.#queue.push(call)
    for (const replica of this.replicas) replica.waiting.add(this)
    return true
  }

  /** How long a call takes that begins now, as far as known. */
  get occupiedMs(): number {
    return this.#occupiedMs
  }

  leave(call: Errandable): void {
    this.#queue.remove(call)
    this.#stopWaitingIfEmpty()
  }

  drain(): void {
    for (;;) {
      const call = this.#queue.pop()
      if (!call) break
      const replica = this.pick(call)
      if (replica) {
        call.admitted(replica)
      } else {
        this.#queue.push(call)
        break
      }
    }
    this.#stopWaitingIfEmpty()
  }

  /** A call has left its place after so long. */
  vacated(ms: number): void {
    this.#occupiedMs =
      this.#occupiedMs === 0 ? ms : this.#occupiedMs + (ms - this.#occupiedMs) * SMOOTHING
  }

  /** How long until an answer, if it waited now: its turn, and the call itself. */
  #waitMs(call: Errandable): number {
    let places = 0
    for (const { limit } of this.replicas) places += limit.value
    return this.#occupiedMs * ((this.#queue.before(call) + 1) / places + 1)
  }

  #stopWaitingIfEmpty(): void {
    if (this.#queue.size > 0) return
    for (const replica of this.replicas) replica.waiting.delete(this)
  }
}

const isOpenTo = (replica: Replica, { tried }: Errandable, now: number): boolean =>
  replica.breaker.allows(now) && replica.hasRoom && !tried.includes(replica)
