import type { GatewayError } from '../../protocol/index.ts'
import type { Clock } from './clock.ts'
import { isPassing } from './faults.ts'

/** The wait is drawn between none and all of it, so that those who failed together do not come back together. */
const LONGEST_PAUSE_MS = 100
/** A server that wants a longer pause is left alone. */
const MOST_PATIENCE_MS = 1_000

/** In how many ms the same server may be asked again, where it is the only one; undefined: not at all. */
export function pauseBeforeRepeat(
  error: GatewayError,
  leftMs: number,
  clock: Clock,
): number | undefined {
  const restMs = (error.retryAfterSeconds ?? 0) * 1_000
  // One that has too many calls, and does not say until when, has too many in a moment as well.
  if (error.code === 'upstream_overloaded' && restMs === 0) return undefined
  const pauseMs = restMs + clock.random() * LONGEST_PAUSE_MS
  return isPassing(error) && restMs <= MOST_PATIENCE_MS && pauseMs < leftMs ? pauseMs : undefined
}
