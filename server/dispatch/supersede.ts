import type { Deployment } from '../selection/deployment.ts'
import type { Asker } from '../selection/route.ts'
import { RoomyMap } from './roomy-map.ts'

/** A request that a newer one may replace. */
export interface Replaceable {
  replace(): void
}

interface Latest {
  readonly request: Replaceable
  /** The text before its cursor. */
  readonly prefix: string
}

/** Two texts before a cursor are of one file if they begin alike for so much of the shorter. */
const ALIKE_SHARE = 0.25

/**
 * One request at a time for a person, document and kind: each key asks anew, and nobody reads the older answer.
 * Clients that do not cancel would keep the model busy with it.
 */
export class LatestRequests {
  readonly #latest = new RoomyMap<Latest>()

  /** Replaces the request before it, and tells whether it did. */
  enter(key: string, prefix: string, request: Replaceable): boolean {
    const older = this.#latest.get(key)
    this.#latest.set(key, { request, prefix })
    if (!older || !isNewer(prefix, older.prefix)) return false
    older.request.replace()
    return true
  }

  leave(key: string, request: Replaceable): void {
    if (this.#latest.get(key)?.request === request) this.#latest.delete(key)
  }
}

/** The same text is asked about again, and both want the answer; another text is a file of the same name elsewhere. */
function isNewer(prefix: string, older: string): boolean {
  if (prefix === older) return false
  const alike = Math.ceil(Math.min(prefix.length, older.length) * ALIKE_SHARE)
  return prefix.startsWith(older.slice(0, alike))
}

/** Undefined where nothing says that it is one document of one person. */
export const documentKey = (
  { user, document, priority }: Asker,
  { baseUrl, identifier }: Deployment,
): string | undefined =>
  document === '' ? undefined : [priority, user, document, baseUrl, identifier].join('\n')
