import type { Server } from 'node:net'

/** A server that is never quiet is closed all the same. */
const GIVE_UP_AFTER_MS = 5_000
/** After a longer round of the event loop somebody may wait again. */
const SHORT_ROUND_MS = 5

/**
 * Resolves directly after a look at the sockets that found no new connection. Closing a port resets the connections
 * that the kernel took and nobody has accepted, and Node accepts one in each round of its event loop: behind a proxy
 * that opens one for each request, a machine with too much to do has hundreds waiting.
 */
export function untilNobodyWaits(server: Server): Promise<void> {
  const endsAt = performance.now() + GIVE_UP_AFTER_MS
  let lookedAt = 0
  let isSomebodyNew = true
  const onConnection = (): void => {
    isSomebodyNew = true
  }
  server.on('connection', onConnection)
  return new Promise((resolve) => {
    const look = (): void => {
      const now = performance.now()
      const isQuiet = !isSomebodyNew && now - lookedAt < SHORT_ROUND_MS
      if (isQuiet || now > endsAt) {
        server.off('connection', onConnection)
        resolve()
        return
      }
      isSomebodyNew = false
      lookedAt = now
      setImmediate(look)
    }
    // Immediates run behind the look at the sockets.
    setImmediate(look)
  })
}
