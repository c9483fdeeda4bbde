import type { Asker } from '../selection/route.ts'

/** A request that a newer one may replace. */
export interface Replaceable {
  replace(): void
}

interface Latest {
  readonly request: Replaceable
  readonly mark: string
}

/**
 * One request at a time for a person, document and kind: each key asks anew, and nobody reads the older answer.
 * Clients that do not cancel would keep the model busy with it.
 */
export class LatestRequests {
  readonly #latest = new Map<string, Latest>()

  /** Replaces the request before it, unless that asks the same: then it is no newer one. */
  enter(key: string, mark: string, request: Replaceable): boolean {
    const older = this.#latest.get(key)
    this.#latest.set(key, { request, mark })
    if (!older || older.mark === mark) return false
    older.request.replace()
    return true
  }

  leave(key: string, request: Replaceable): void {
    if (this.#latest.get(key)?.request === request) this.#latest.delete(key)
  }
}

/** Undefined where nothing says that it is one document of one person. */
export const documentKey = ({ user, document, priority }: Asker): string | undefined =>
  document === '' || priority === 'shadow' ? undefined : `${priority}\n${user}\n${document}`
