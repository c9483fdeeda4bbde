// Requests under way for one document. One lives on while what it has said agrees with what was typed since.
import type { Suggested } from './memory.ts'
import { type Anchor, anchorAt, type Place, typedAt } from './place.ts'

/** Starts a request for so many texts; calls back until `done` or `failed`, unless the returned function was called: that aborts it. */
export type Ask<P extends Place> = (place: P, hear: Hear, choices: number) => () => void

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
  readonly kind: Departure['kind']
  /** Undefined until the first words came. */
  suggested: Suggested | undefined
  isOver: boolean
  failure: Failure | undefined
  /** How long it has been waited for. */
  age: 'new' | 'slow' | 'late'
  abort(): void
}

export type Departure =
  | { kind: 'here'; choices: number }
  /** The model had nothing to add to a line: asked for the next one. The answer begins with `lead`. */
  | { kind: 'next_line'; lead: string }
  /** For the place after a visible text, whose anchor and words these are: of use while that is being typed. */
  | { kind: 'ahead'; of: Anchor; text: string }

/** More would only compete for the same model. */
const MAX_FLIGHTS = 2

export class Flights<P extends Place> {
  readonly #ask: Ask<P>
  /** Called whenever one has more to say, or is over. */
  readonly #heard: (flight: Flight) => void
  #flights: Taken[] = []

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
      if (!fits(flight, place) && !isAheadOf(flight, place)) this.#drop(flight)
    }
  }

  start(place: P, { departure, asked = place, sent }: Start<P>): void {
    const [oldest] = this.#flights
    if (oldest && this.#flights.length >= MAX_FLIGHTS) this.#drop(oldest)
    const flight: Taken = {
      anchor: anchorAt(place),
      departure,
      kind: departure.kind,
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
    const choices = departure.kind === 'here' ? departure.choices : 1
    const hearing: Hear = {
      sent: () => sent?.(flight),
      partly: (suggested) => hear({ suggested: led(suggested, departure) }),
      done: (suggested) => hear({ suggested: led(suggested, departure), isOver: true }),
      failed: (failure) => hear({ failure, isOver: true }),
    }
    flight.abort = this.#ask(asked, hearing, choices)
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

interface Start<P extends Place> {
  departure: Departure
  /** Where the model is asked, if that is not where the answer belongs. */
  asked?: P
  /** Called once the question is out. */
  sent?(flight: Flight): void
}

interface Taken extends Flight {
  readonly departure: Departure
}

/** Whether what was typed since agrees with what it has said so far. */
export const fits = ({ anchor, suggested, isOver }: Flight, place: Place): boolean =>
  typedAt(anchor, place, { text: suggested?.text ?? '', isOpen: !isOver }) !== undefined

/** Whether the text that it goes on from may still be typed or accepted to its end. */
const isAheadOf = ({ departure }: Taken, place: Place): boolean =>
  departure.kind === 'ahead' &&
  typedAt(departure.of, place, { text: departure.text, isOpen: false }) !== undefined

const led = (suggested: Suggested, departure: Departure): Suggested =>
  departure.kind === 'next_line' && suggested.text !== ''
    ? { ...suggested, text: departure.lead + suggested.text }
    : suggested
