// What a client is told when no model server is asked.
import { GatewayError } from '../../protocol/index.ts'
import type { Replica } from './replica.ts'

/** The load may be another in a moment; nobody knows better. */
const RETRY_AFTER_SECONDS = 1

export const shed = (): GatewayError =>
  new GatewayError('overloaded', 'No model server can answer in time: all are busy', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  })

/** All replicas failed so often that none is asked now: the answer is the one that they last gave. */
export function refusedByAll(replicas: readonly Replica[], now: number): GatewayError {
  const error = replicas.find(({ breaker }) => breaker.lastError)?.breaker.lastError
  const opensAgainAt = Math.min(...replicas.map(({ breaker }) => breaker.opensAgainAt))
  return new GatewayError(
    error?.code ?? 'upstream_unavailable',
    error?.message ?? 'The model servers hang',
    {
      retryAfterSeconds: Math.max(1, Math.ceil((opensAgainAt - now) / 1_000)),
      ...(error?.upstreamStatus ? { upstreamStatus: error.upstreamStatus } : {}),
    },
  )
}
