import type { BreakerState } from './breaker.ts'
import type { Fleet } from './fleet.ts'

export interface ReplicaStatus {
  readonly deployment: string
  /** Its place in the configuration, from 0. */
  readonly replica: number
  readonly host: string
  readonly breaker: BreakerState
  readonly outstanding: number
  /** Calls that wait for any replica of the deployment. */
  readonly queued: number
  /** Undefined: none found so far. */
  readonly limit: number | undefined
  readonly calls: number
  readonly failures: number
  /** Until it says something; undefined before there are enough answers. */
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
}

export const statusOf = ({ plan, replicas, queued }: Fleet, now: number): ReplicaStatus[] =>
  replicas.map(({ deployment, breaker, limit, latency, outstanding, calls, failures }, replica) => {
    const { p50Ms, p95Ms } = latency.stream.p50Ms === undefined ? latency.whole : latency.stream
    return {
      deployment: plan.name,
      replica,
      host: hostOf(deployment.baseUrl),
      breaker: breaker.state(now),
      outstanding,
      queued,
      limit: limit.known,
      calls,
      failures,
      p50Ms,
      p95Ms,
    }
  })

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '')
