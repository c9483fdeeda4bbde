import type { ServerResponse } from 'node:http'

/** A signal that aborts in the tick in which the client leaves before it has the whole answer. */
export function clientGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}
