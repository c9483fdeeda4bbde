// Requests under way for one document. One lives on while what it has said agrees with what was typed since.
import type { Suggested } from './memory.ts'
import { type Anchor, anchorAt, type Place, typedAt } from './place.ts'

/** Starts a request; calls back until `done` or `failed`, unless the returned function was called: that aborts it. */
export type Ask<P extends Place> = (place: P, hear: Hear) => () => void

export interface Hear {
  /** The question is out: from now on it is the model that takes time. */
  sent(): void
  /** All that has come so far. */
  partly(suggested: Suggested): void
  /** The whole text; empty when there is nothing to suggest. */
  done(suggested: Suggested): void
  /** `why`: there is no model, or it failed. */
  failed(why: Failure): void
}

export type Failure = 'failed' | 'no_model'

export interface Flight {
  readonly anchor: Anchor
  /** Undefined until the first words came. */
  suggested: Suggested | undefined
  isOver: boolean
  failure: Failure | undefined
  /** How long it has been waited for. */
  age: 'new' | 'slow' | 'late'
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

  /** `sent`: called once its question is out. */
  start(place: P, sent: (flight: Flight) => void): Flight {
    const [oldest] = this.#flights
    if (oldest && this.#flights.length >= MAX_FLIGHTS) this.#drop(oldest)
    const flight: Flight = {
      anchor: anchorAt(place),
      suggested: undefined,
      isOver: false,
      failure: undefined,
      age: 'new',
      abort() {},
    }
    this.#flights.push(flight)
    const hear = (news: Partial<Flight>): void => {
      if (flight.isOver) return
      Object.assign(flight, news)
      if (flight.isOver) this.#flights = this.#flights.filter((one) => one !== flight)
      this.#heard(flight)
    }
    flight.abort = this.#ask(place, {
      sent: () => sent(flight),
      partly: (suggested) => hear({ suggested }),
      done: (suggested) => hear({ suggested, isOver: true }),
      failed: (failure) => hear({ failure, isOver: true }),
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
