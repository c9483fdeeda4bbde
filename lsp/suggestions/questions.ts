// The questions that go to the model: where somebody waits, for the next line, and ahead of time.
import type { Allowance } from './allowance.ts'
import type { Flight, Flights } from './flights.ts'
import type { Recalled } from './memory.ts'
import { anchorAt, nextLineAt, type Place } from './place.ts'

export interface QuestionPorts<P extends Place> {
  /** Whether there is a model that may be asked now. */
  hasModel(): boolean
  /** It has failed, and the next question tells whether it is back: that one need not wait for a better place. */
  isModelDue(): boolean
  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void
  allowance: Allowance
  /** The place behind a text that would stand at the cursor. */
  placeAfter(place: P, text: string): P
}

export interface Wanted {
  /** What must be left of the allowance, which pays for it; undefined: no key has to. */
  reserve: number | undefined
  isInvoked: boolean
  /** How many texts to choose from. */
  choices: number
}

/** A model that is about to speak is not cut short: so long even a sure engine waits for it. */
const SLOW_MS = 100
/** A model that has said nothing by then is late: any answer of the engine is better than none. */
const LATE_MS = 800
/** Who asks on command wants the model's word, and waits for it. */
const INVOKED_LATE_MS = 3_000
/** Kept back for places where somebody waits. */
const AHEAD_RESERVE = 1

export class Questions<P extends Place> {
  readonly #ports: QuestionPorts<P>
  readonly #flights: Flights<P>
  readonly #aged: () => void

  /** `aged`: a question has become slow or late. */
  constructor(ports: QuestionPorts<P>, flights: Flights<P>, aged: () => void) {
    this.#ports = ports
    this.#flights = flights
    this.#aged = aged
  }

  /** Asks for a place; or why it does not. */
  here(place: P, { reserve, isInvoked, choices }: Wanted): 'asked' | 'failed' | 'allowance' {
    const { allowance, hasModel, later } = this.#ports
    // It was waited for a stop, and the model may have failed meanwhile.
    if (!hasModel()) return 'failed'
    if (reserve !== undefined) {
      if (!allowance.mayAsk(reserve)) return 'allowance'
      allowance.spend()
    }
    const sent = (flight: Flight): void => {
      if (!isInvoked) later(SLOW_MS, () => this.#age(flight, 'slow'))
      later(isInvoked ? INVOKED_LATE_MS : LATE_MS, () => this.#age(flight, 'late'))
    }
    this.#flights.start(place, { departure: { kind: 'here', choices }, sent })
    return 'asked'
  }

  /** Nothing is missing on the line: the model is asked for the next one, once. False: it is not. */
  nextLine({ kind }: Flight, place: P): boolean {
    const lead = kind === 'here' ? nextLineAt(place) : undefined
    const { allowance, hasModel, placeAfter } = this.#ports
    if (lead === undefined || !hasModel() || !allowance.mayAsk()) return false
    allowance.spend()
    const departure = { kind: 'next_line', lead } as const
    this.#flights.start(place, { departure, asked: placeAfter(place, lead) })
    return true
  }

  /** What follows the text on screen; only while the model has nothing else to do. False: it is not asked. */
  ahead(place: P, { rest, closed }: Recalled): boolean {
    const { allowance, hasModel, placeAfter } = this.#ports
    if (rest.trim() === '' || closed !== '' || !this.#flights.areNone) return false
    if (!hasModel() || !allowance.mayAsk(AHEAD_RESERVE)) return false
    allowance.spend()
    const departure = { kind: 'ahead', of: anchorAt(place), text: rest } as const
    this.#flights.start(placeAfter(place, rest), { departure })
    return true
  }

  #age(flight: Flight, age: Flight['age']): void {
    flight.age = age
    if (!flight.isOver) this.#aged()
  }
}
