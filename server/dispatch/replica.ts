import type { GatewayError } from '../../protocol/index.ts'
import type { Deployment } from '../selection/deployment.ts'
import { hashOf } from '../selection/hash.ts'
import { Breaker } from './breaker.ts'
import type { Clock } from './clock.ts'
import { ConcurrencyLimit } from './concurrency.ts'
import { Latency } from './latency.ts'
import { type SilentCall, SilentCalls } from './silent-calls.ts'

/** A server that wants longer is asked all the same: it may have meant it for another. */
const LONGEST_REST_MS = 60_000

/** How an answer comes. They are timed apart: the first text of a stream, the last byte of a whole answer. */
export type Manner = 'stream' | 'whole'

/** Who is to be told when there is room again. */
export interface Waiting {
  drain(): void
}

/** One server of a deployment, and what is known of it. Outlives the configuration that named it. */
export class Replica {
  readonly deployment: Deployment
  /** For spreading people over replicas. */
  readonly seed: number
  readonly breaker: Breaker
  readonly limit: ConcurrencyLimit
  readonly latency: Readonly<Record<Manner, Latency>> = {
    stream: new Latency(),
    whole: new Latency(),
  }
  readonly waiting = new Set<Waiting>()
  outstanding = 0
  /** Calls that wait in the server itself, where it tells. */
  queuedThere = 0
  calledAt = Number.NEGATIVE_INFINITY
  calls = 0
  failures = 0
  readonly #silent = new SilentCalls()
  #spokeAt = Number.NEGATIVE_INFINITY

  constructor(deployment: Deployment, maxConcurrency: number | undefined, clock: Clock) {
    this.deployment = deployment
    this.seed = hashOf(`${deployment.baseUrl}\n${deployment.identifier}`)
    this.breaker = new Breaker(clock)
    this.limit = new ConcurrencyLimit(maxConcurrency)
  }

  get hasRoom(): boolean {
    return this.outstanding < this.limit.value
  }

  /** What stands before one more call. */
  get load(): number {
    return this.outstanding + this.queuedThere
  }

  /** It hangs, as far as one can see: the oldest silent call is late, and nobody has heard anything since it began. */
  isSuspect(now: number): boolean {
    const { oldest } = this.#silent
    if (oldest?.lateMs === undefined) return false
    return now - oldest.startedAt > oldest.lateMs && !this.hasSpokenSince(oldest.startedAt)
  }

  hasSpokenSince(at: number): boolean {
    return this.#spokeAt >= at
  }

  began(call: SilentCall): void {
    this.outstanding += 1
    this.calls += 1
    this.calledAt = call.startedAt
    this.#silent.add(call)
  }

  spoke(call: SilentCall, now: number): void {
    this.#silent.remove(call)
    this.#spokeAt = now
  }

  /** A call took so long to its first text, or at least so long. */
  took(manner: Manner, ms: number, now: number): void {
    this.latency[manner].add(ms, now)
    this.limit.answered(manner, ms, this.outstanding, now)
  }

  /** A call failed by its fault; without an error it only hung. */
  blamed(role: 'call' | 'probe', now: number, error: GatewayError | undefined): void {
    this.failures += 1
    this.breaker.failed(role, now, error)
  }

  /** The server says that it has too many calls, and perhaps for how long. */
  heed({ code, retryAfterSeconds }: GatewayError, now: number): void {
    if (code !== 'upstream_overloaded') return
    this.limit.overloaded(this.outstanding, now)
    if (retryAfterSeconds)
      this.breaker.rest(now, Math.min(retryAfterSeconds * 1_000, LONGEST_REST_MS))
  }

  ended(call: SilentCall): void {
    this.outstanding -= 1
    this.#silent.remove(call)
    for (const fleet of this.waiting) fleet.drain()
  }
}
