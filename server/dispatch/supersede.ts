import { ownCopy } from '../../postprocess/index.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { Asker } from '../selection/route.ts'
import { RoomyMap } from './roomy-map.ts'

/** A request that a newer one may replace. */
export interface Replaceable {
  replace(): void
}

interface Latest {
  readonly request: Replaceable
  readonly text: Traces
}

/** What is kept of the text before a cursor: a stream may last, and thousands of files are a lot of memory. */
interface Traces {
  readonly chars: number
  /** As much of its beginning as is ever compared. */
  readonly head: string
  readonly tail: string
}

/** Two texts before a cursor are of one file if they begin alike for so much of the shorter. */
const ALIKE_SHARE = 0.25
/** Of equal length, and with as much of the end alike, they are the same: it is there that one types. */
const TAIL_CHARS = 256

/**
 * One request at a time for a person, document and kind: each key asks anew, and nobody reads the older answer.
 * Clients that do not cancel would keep the model busy with it.
 */
export class LatestRequests {
  readonly #latest = new RoomyMap<Latest>()

  /** Replaces the request before it, and tells whether it did. */
  enter(key: string, prefix: string, request: Replaceable): boolean {
    const older = this.#latest.get(key)
    const text = tracesOf(prefix)
    this.#latest.set(key, { request, text })
    if (!older || !isNewer(text, older.text)) return false
    older.request.replace()
    return true
  }

  leave(key: string, request: Replaceable): void {
    if (this.#latest.get(key)?.request === request) this.#latest.delete(key)
  }
}

/** The same text is asked about again, and both want the answer; another text is a file of the same name elsewhere. */
function isNewer(text: Traces, older: Traces): boolean {
  if (text.chars === older.chars && text.head === older.head && text.tail === older.tail)
    return false
  const alike = Math.ceil(Math.min(text.chars, older.chars) * ALIKE_SHARE)
  return text.head.startsWith(older.head.slice(0, alike))
}

const tracesOf = (prefix: string): Traces => ({
  chars: prefix.length,
  head: ownCopy(prefix.slice(0, Math.ceil(prefix.length * ALIKE_SHARE))),
  tail: ownCopy(prefix.slice(-TAIL_CHARS)),
})

/** Undefined where nothing says that it is one document of one person. */
export const documentKey = (
  { user, document, priority }: Asker,
  { baseUrl, identifier }: Deployment,
): string | undefined =>
  document === '' ? undefined : [priority, user, document, baseUrl, identifier].join('\n')
