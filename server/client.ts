import type { ServerResponse } from 'node:http'
import { Stop } from './dispatch/stop.ts'

/** The part of an AbortSignal that a call of a model needs; making a whole one costs as much as parsing its answer. */
export interface Cancellation {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Aborts in the tick in which the client leaves before it has the whole answer. */
export function clientGone(response: ServerResponse): Cancellation {
  const gone = new Stop()
  // It comes once, and a listener for one event costs more than one for all.
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone
}
