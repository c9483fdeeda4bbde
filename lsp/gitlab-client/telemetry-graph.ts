// Which events may follow which in GitLab's telemetry of suggestions: what is out of order is not recorded.
import { keepNewest } from '../keep-newest.ts'

const EVENTS = [
  ...(['requested', 'loaded', 'not_provided', 'shown', 'error', 'accepted'] as const),
  ...(['rejected', 'cancelled', 'stream_started', 'stream_completed'] as const),
]
type Event = (typeof EVENTS)[number]

/** `suggestion_shown` is `shown`. */
export const eventOf = (action: string): Event | undefined =>
  EVENTS.find((event) => action === `suggestion_${event}`)

type Graph = Readonly<Partial<Record<Event, readonly Event[]>>>

const WHOLE: Graph = {
  requested: ['loaded', 'error'],
  loaded: ['shown', 'cancelled', 'not_provided'],
  shown: ['accepted', 'rejected'],
}

const STREAMED: Graph = {
  requested: ['stream_started', 'error', 'cancelled'],
  stream_started: ['shown', 'error', 'stream_completed'],
  shown: ['error', 'stream_completed', 'accepted', 'rejected'],
  stream_completed: ['accepted', 'rejected', 'not_provided'],
}

interface Told {
  readonly graph: Graph
  readonly since: number
  last: Event
}

/** Suggestions that may still be heard of, and for how long. */
const MAX_TOLD = 200
const FORGOTTEN_AFTER_MS = 60_000

export class TelemetryGraph {
  readonly #now: () => number
  readonly #told = new Map<string, Told>()

  /** `now`: milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now
  }

  requested(id: string, { isStreamed }: { isStreamed: boolean }): void {
    // The texts of one answer have one id.
    if (this.#told.has(id)) return
    const graph = isStreamed ? STREAMED : WHOLE
    keepNewest(this.#told, id, { graph, since: this.#now(), last: 'requested' }, MAX_TOLD)
  }

  /** False: the event is out of order, or about a suggestion that is forgotten. */
  record(id: string, event: Event): boolean {
    const told = this.#told.get(id)
    if (!told) return false
    if (this.#now() - told.since > FORGOTTEN_AFTER_MS) {
      this.#told.delete(id)
      return false
    }
    // Whoever accepts has seen it, whatever was told before; and what is asked for again begins anew.
    const isAnyTime = event === 'accepted' || event === 'requested'
    if (!isAnyTime && !told.graph[told.last]?.includes(event)) return false
    told.last = event
    return true
  }
}
