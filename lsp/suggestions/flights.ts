// Requests under way for one document. One lives on while what it has said agrees with what was typed since.
import type { Suggested } from './memory.ts'
import { type Anchor, anchorAt, type Place, typedAt } from './place.ts'

/** Starts a request; calls back until `done` or `failed`, unless the returned function was called: that aborts it. */
export type Ask<P extends Place> = (place: P, hear: Hear) => () => void

export interface Hear {
  /** All that has come so far. */
  partly(suggested: Suggested): void
  /** The whole text; empty when there is nothing to suggest. */
  done(suggested: Suggested): void
  failed(): void
}

export interface Flight {
  readonly anchor: Anchor
  /** Undefined until the first words came. */
  suggested: Suggested | undefined
  isOver: boolean
  hasFailed: boolean
  abort(): void
}

/** More would only compete for the same model. */
const MAX_FLIGHTS = 2

export class Flights<P extends Place> {
  readonly #ask: Ask<P>
  /** Called whenever one has more to say, or is over. */
  readonly #heard: (flight: Flight) => void
  #flights: Flight[] = []

  constructor(ask: Ask<P>, heard: (flight: Flight) => void) {
    this.#ask = ask
    this.#heard = heard
  }

  get areNone(): boolean {
    return this.#flights.length === 0
  }

  /** The newest that may still say what belongs here. */
  at(place: Place): Flight | undefined {
    return this.#flights.findLast((flight) => fits(flight, place))
  }

  /** Aborts, in this tick, what cannot fit any more. */
  keepOnlyAt(place: Place): void {
    for (const flight of [...this.#flights]) {
      if (!fits(flight, place)) this.#drop(flight)
    }
  }

  start(place: P): Flight {
    const [oldest] = this.#flights
    if (oldest && this.#flights.length >= MAX_FLIGHTS) this.#drop(oldest)
    const flight: Flight = {
      anchor: anchorAt(place),
      suggested: undefined,
      isOver: false,
      hasFailed: false,
      abort() {},
    }
    this.#flights.push(flight)
    const hear = (suggested: Suggested | undefined, isOver: boolean): void => {
      if (flight.isOver) return
      flight.suggested = suggested ?? flight.suggested
      flight.isOver = isOver
      flight.hasFailed = isOver && !suggested
      if (isOver) this.#flights = this.#flights.filter((one) => one !== flight)
      this.#heard(flight)
    }
    flight.abort = this.#ask(place, {
      partly: (suggested) => hear(suggested, false),
      done: (suggested) => hear(suggested, true),
      failed: () => hear(undefined, true),
    })
    return flight
  }

  abortAll(): void {
    for (const flight of [...this.#flights]) this.#drop(flight)
  }

  #drop(flight: Flight): void {
    flight.isOver = true
    this.#flights = this.#flights.filter((one) => one !== flight)
    flight.abort()
  }
}

/** Whether what was typed since agrees with what it has said so far. */
export const fits = ({ anchor, suggested, isOver }: Flight, place: Place): boolean =>
  typedAt(anchor, place, { text: suggested?.text ?? '', isOpen: !isOver }) !== undefined
