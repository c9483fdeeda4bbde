import type { ServerResponse } from 'node:http'

/** The part of an AbortSignal that a call of a model needs; making a whole one costs as much as parsing its answer. */
export interface Cancellation {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Aborts in the tick in which the client leaves before it has the whole answer. */
export function clientGone(response: ServerResponse): Cancellation {
  const listeners = new Set<() => void>()
  let aborted = false
  response.once('close', () => {
    if (response.writableFinished) return
    aborted = true
    for (const listener of listeners) listener()
  })
  return {
    get aborted() {
      return aborted
    },
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  }
}
