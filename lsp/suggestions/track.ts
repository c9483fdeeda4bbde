// What is visible, what is under way and what is remembered in one document. ARCHITECTURE.md draws it.

import { Ahead } from './ahead.ts'
import { Asking } from './asking.ts'
import { Edits, type EditsPorts } from './edits.ts'
import { type Ask, type Flight, Flights, fits } from './flights.ts'
import { Memory, type Recalled } from './memory.ts'
import { type Outcome, REPLACED, shown } from './outcome.ts'
import type { Place } from './place.ts'
import { type QuestionPorts, Questions } from './questions.ts'
import { Race } from './race.ts'
import type { AskEngine } from './scout.ts'
import { takeIn } from './take-in.ts'
import { Waiter, type Waiting } from './waiter.ts'
import type { Silence } from './when.ts'

export interface TrackPorts<P extends Place> extends QuestionPorts<P>, EditsPorts {
  /** Asks the model. */
  ask: Ask<P>
  askEngine: AskEngine<P>
  /** Whether both name the same position, whatever the text is. */
  areSameSpot(one: P, other: P): boolean
}

/** Editors ask at once, or 200 ms after a key. */
const ASKS_AGAIN_WITHIN_MS = 500

export class Track<P extends Place> {
  readonly #ports: TrackPorts<P>
  readonly #memory = new Memory()
  readonly #edits: Edits<P>
  readonly #flights: Flights<P>
  readonly #waiter: Waiter<P>
  readonly #race: Race<P>
  readonly #questions: Questions<P>
  readonly #asking: Asking<P>
  readonly #ahead: Ahead

  constructor(ports: TrackPorts<P>) {
    const { ask, askEngine, later } = ports
    this.#ports = ports
    this.#edits = new Edits(ports)
    this.#flights = new Flights(ask, (flight) => this.#heard(flight))
    this.#waiter = new Waiter(({ suggested }) => this.#ahead.shown(suggested))
    this.#race = new Race({
      askEngine,
      memory: this.#memory,
      waiter: this.#waiter,
      ageAt: (place) => this.#flights.at(place)?.age,
      show: (recalled) => this.#show(recalled),
    })
    this.#questions = new Questions(ports, this.#flights, () => this.#race.aged())
    this.#asking = new Asking({
      ports,
      edits: this.#edits,
      waiter: this.#waiter,
      race: this.#race,
      questions: this.#questions,
    })
    this.#ahead = new Ahead({ later, start: () => this.#askAhead() })
  }

  /** The document changed; `place` is where its newest text ends. */
  edited(place: P, { isDeletion }: { isDeletion: boolean }): void {
    this.#ahead.cancel()
    if (this.#isWholeTaken(place)) this.#ahead.taken()
    this.#edits.note(place, isDeletion)
    this.#flights.keepOnlyAt(place)
    const { waiting } = this.#waiter
    // Neovim before 0.9 asks first, and tells the change that it asks about 150 ms later.
    if (waiting && this.#ports.areSameSpot(waiting.place, place)) this.#look(waiting, place)
    else this.#waiter.settle(REPLACED)
  }

  /** At most one request waits: the newest. The others are told that they were replaced. */
  request(place: P, { isInvoked }: { isInvoked: boolean }): Promise<Outcome> {
    this.#waiter.settle(REPLACED)
    this.#edits.place = place
    const recalled = this.#memory.recall(place)
    // Who asks for it on command has seen what is remembered, and wants something else.
    if (isInvoked && recalled) this.#memory.forget(recalled.suggested.id)
    else if (recalled?.rest.trim() && !this.#mayKnowMore(recalled, place)) {
      this.#lookForModel(place, recalled)
      return Promise.resolve(this.#waiter.noted(shown(recalled)))
    }
    this.#flights.keepOnlyAt(place)
    const { suggested, rest = '' } = recalled ?? {}
    const before = isInvoked && suggested && rest !== '' ? { suggested, text: rest } : undefined
    return this.#waiter.wait(place, { isInvoked, before }, (waiting) =>
      this.#look(waiting, place, isInvoked),
    )
  }

  /** Whether the last request has not been answered yet. */
  get isWaiting(): boolean {
    return this.#waiter.waiting !== undefined
  }

  /** What would be answered at once; undefined where nothing is remembered. */
  remembered(place: P): string | undefined {
    return this.#memory.recall(place)?.rest
  }

  /** Why the last request was answered with nothing; undefined when it was not. */
  get lastSilence(): Silence | undefined {
    return this.#waiter.lastSilence
  }

  /** Milliseconds since the last change. */
  get quietMs(): number {
    return this.#edits.quietMs
  }

  /**
   * The editor wants no answer for this place any more. Most often because of the next key, to which what is under way
   * may still be of use: it lives on for as long as an editor takes to ask again.
   */
  cancel(place: Place): void {
    if (this.#waiter.waiting?.asked !== place) return
    this.#waiter.settle(REPLACED)
    // The engine is asked anew with each key where no model is under way, which its answer would stand in for.
    if (!this.#flights.at(place)) this.#race.stop()
    this.#ports.later(ASKS_AGAIN_WITHIN_MS, () => {
      if (this.isWaiting || this.quietMs < ASKS_AGAIN_WITHIN_MS) return
      this.#race.stop()
      this.#flights.abortAll()
    })
  }

  /** The person turned it down: it is not offered again. */
  rejected(id: string): void {
    this.#memory.forget(id)
  }

  close(): void {
    this.#ahead.cancel()
    this.#waiter.settle(REPLACED)
    this.#flights.abortAll()
  }

  /** Whether what is under way or remembered serves the one who waits; if not, asks. */
  #look(waiting: Waiting<P>, place: P, isInvoked = false): void {
    waiting.stopTimer()
    waiting.place = place
    const isWaiting = (): boolean => this.#waiter.waiting === waiting
    const recalled = this.#memory.recall(place)
    const flight = this.#flights.at(place)
    if (recalled?.rest.trim() && !this.#mayKnowMore(recalled, place)) this.#show(recalled)
    else if (flight) {
      this.#heard(flight)
      if (flight.age === 'late') this.#asking.ifDue(place)
      // Whoever types on while the model is slow is not forgotten by the engine.
      if (flight.age !== 'new' && isWaiting()) this.#race.join(place)
    }
    if (isWaiting() && (!flight || isInvoked)) this.#asking.plan(place, recalled, isInvoked)
  }

  /** The engine is asked again where nothing was typed since: it learns, and its answer costs little. */
  #mayKnowMore({ suggested, typedChars }: Recalled, place: P): boolean {
    return suggested.source === 'embedded' && typedChars === 0 && !this.#flights.at(place)
  }

  /** While the engine's text is typed, a model that may be back is asked all the same: nobody waits for it. */
  #lookForModel(place: P, { suggested }: Recalled): void {
    if (suggested.source === 'embedded') this.#asking.ifDue(place)
  }

  /** One under way has more to say: the request that waits is answered once a line of it is complete. */
  #heard(flight: Flight): void {
    takeIn(this.#memory, flight, this.#edits.place)
    const { place } = this.#waiter.waiting ?? {}
    if (!place) return
    const recalled = this.#memory.recall(place)
    if (recalled?.rest.trim()) this.#show(recalled)
    else if (!fits(flight, place)) {
      // One that was asked ahead of time was not waited for here.
      if (flight.kind !== 'ahead') this.#askAnew(place, recalled)
    } else if (flight.failure) this.#race.withoutModel(flight.failure)
    else if (flight.isOver && !this.#questions.nextLine(flight, place)) {
      this.#waiter.settle({ kind: 'silent', why: 'nothing_to_say' })
    }
  }

  /** What was waited for turned out to say something else than what was typed meanwhile. */
  #askAnew(place: P, recalled: Recalled | undefined): void {
    this.#flights.keepOnlyAt(place)
    if (!this.#flights.at(place)) this.#asking.plan(place, recalled, false)
  }

  /** Whether one change brought all that was visible: accepted, not typed. */
  #isWholeTaken({ prefix }: P): boolean {
    const last = this.#edits.place
    if (!last || prefix.length - last.prefix.length < 2) return false
    const rest = this.#memory.recall(last)?.rest
    return rest !== undefined && rest.trim().length > 1 && prefix === last.prefix + rest
  }

  /** What follows the text on screen. */
  #askAhead(): boolean {
    const { place } = this.#edits
    if (!place || this.isWaiting) return false
    const recalled = this.#memory.recall(place)
    return recalled !== undefined && this.#questions.ahead(place, recalled)
  }

  #show(recalled: Recalled): void {
    this.#waiter.settle(shown(recalled, this.#waiter.waiting?.before))
  }
}
