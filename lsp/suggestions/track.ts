// What is visible, what is under way and what is remembered in one document. ARCHITECTURE.md draws it.
import type { Allowance } from './allowance.ts'
import { type Ask, type Flight, Flights, fits } from './flights.ts'
import { Memory, type Recalled, type Suggested } from './memory.ts'
import type { Place } from './place.ts'
import type { Rhythm } from './rhythm.ts'
import { type AskEngine, Scout } from './scout.ts'
import { planFor, type Silence } from './when.ts'

export type Outcome =
  | { kind: 'shown'; suggested: Suggested; text: string; closed: string }
  | { kind: 'silent'; why: Silence }

export interface TrackPorts<P extends Place> {
  /** Asks the model. */
  ask: Ask<P>
  askEngine: AskEngine<P>
  /** Whether there is a model that may be asked now. */
  hasModel(): boolean
  /** Milliseconds that never go back. */
  now(): number
  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void
  rhythm: Rhythm
  allowance: Allowance
  /** Whether both name the same position, whatever the text is. */
  areSameSpot(one: P, other: P): boolean
}

interface Waiting<P extends Place> {
  /** As it was asked for; `cancel` names it. */
  readonly asked: P
  place: P
  /** No model will speak: what is told if the engine is silent, too. */
  silence: Silence | undefined
  resolve(outcome: Outcome): void
  stopTimer(): void
}

interface Start {
  /** What must be left of the allowance; undefined: it does not matter. */
  reserve: number | undefined
  isInvoked: boolean
}

/** Editors ask at once, or 200 ms after a key. */
const ASKS_AGAIN_WITHIN_MS = 500
/** So long without a key is a pause. */
const PAUSE_MS = 700
/** A model that is about to speak is not cut short: so long even a sure engine waits for it. */
const SLOW_MS = 100
/** A model that has said nothing by then is late: any answer of the engine is better than none. */
const LATE_MS = 800
/** Who asks on command wants the model's word, and waits for it. */
const INVOKED_LATE_MS = 3_000

export class Track<P extends Place> {
  readonly #ports: TrackPorts<P>
  readonly #memory = new Memory()
  readonly #flights: Flights<P>
  readonly #scout: Scout<P>
  #waiting: Waiting<P> | undefined
  #lastPlace: Place | undefined
  #lastEditAt = Number.NEGATIVE_INFINITY
  #wasPaused = false
  #wasDeletion = false
  #lastSilence: Silence | undefined

  constructor(ports: TrackPorts<P>) {
    this.#ports = ports
    this.#flights = new Flights(ports.ask, (flight) => this.#heard(flight))
    this.#scout = new Scout(ports.askEngine, () => this.#scouted())
  }

  /** The document changed; `place` is where its newest text ends. */
  edited(place: P, { isDeletion }: { isDeletion: boolean }): void {
    const now = this.#ports.now()
    this.#wasPaused = now - this.#lastEditAt > PAUSE_MS
    this.#wasDeletion = isDeletion
    this.#lastEditAt = now
    this.#lastPlace = place
    this.#ports.rhythm.key(now)
    this.#ports.allowance.key(now)
    this.#flights.keepOnlyAt(place)
    const waiting = this.#waiting
    // Neovim before 0.9 asks first, and tells the change that it asks about 150 ms later.
    if (waiting && this.#ports.areSameSpot(waiting.place, place)) this.#look(waiting, place)
    else this.#settle(REPLACED)
  }

  /** At most one request waits: the newest. The others are told that they were replaced. */
  request(place: P, { isInvoked }: { isInvoked: boolean }): Promise<Outcome> {
    this.#settle(REPLACED)
    this.#lastPlace = place
    const recalled = this.#memory.recall(place)
    // Who asks for it on command has seen what is remembered, and wants something else.
    if (isInvoked && recalled) this.#memory.forget(recalled.suggested.id)
    else if (recalled?.rest.trim() && !this.#mayKnowMore(recalled, place)) {
      return Promise.resolve(this.#noted(shown(recalled)))
    }
    this.#flights.keepOnlyAt(place)
    return new Promise((resolve) => {
      const waiting = { asked: place, place, silence: undefined, resolve, stopTimer() {} }
      this.#waiting = waiting
      this.#look(waiting, place, isInvoked)
    })
  }

  /** Why the last request was answered with nothing; undefined when it was not. */
  get lastSilence(): Silence | undefined {
    return this.#lastSilence
  }

  /** Whether what is under way or remembered serves the one who waits; if not, asks. */
  #look(waiting: Waiting<P>, place: P, isInvoked = false): void {
    waiting.stopTimer()
    waiting.place = place
    const recalled = this.#memory.recall(place)
    const flight = this.#flights.at(place)
    if (recalled?.rest.trim() && !this.#mayKnowMore(recalled, place)) this.#settle(shown(recalled))
    else if (flight) this.#heard(flight)
    if (this.#waiting === waiting && (!flight || isInvoked)) this.#plan(place, recalled, isInvoked)
  }

  /** Milliseconds since the last change. */
  get quietMs(): number {
    return this.#ports.now() - this.#lastEditAt
  }

  /**
   * The editor wants no answer for this place any more. Most often because of the next key, to which what is under way
   * may still be of use: it lives on for as long as an editor takes to ask again.
   */
  cancel(place: Place): void {
    if (this.#waiting?.asked !== place) return
    this.#settle(REPLACED)
    this.#ports.later(ASKS_AGAIN_WITHIN_MS, () => {
      if (!this.#waiting && this.quietMs >= ASKS_AGAIN_WITHIN_MS) this.#flights.abortAll()
    })
  }

  /** The person turned it down: it is not offered again. */
  rejected(id: string): void {
    this.#memory.forget(id)
  }

  close(): void {
    this.#settle(REPLACED)
    this.#flights.abortAll()
  }

  /** The engine is asked again where nothing was typed since: it learns, and its answer costs little. */
  #mayKnowMore({ suggested, typedChars }: Recalled, place: P): boolean {
    return suggested.source === 'embedded' && typedChars === 0 && !this.#flights.at(place)
  }

  #plan(place: P, recalled: Recalled | undefined, isInvoked: boolean): void {
    if (recalled && recalled.suggested.text === '' && !isInvoked) {
      this.#settle({ kind: 'silent', why: 'nothing_to_say' })
      return
    }
    const hasModel = this.#ports.hasModel()
    const plan = planFor(place, {
      isInvoked,
      isDeletion: this.#wasDeletion,
      isAfterPause: this.#wasPaused,
      isAtEndOfSuggestion: recalled !== undefined,
      stopMs: this.#ports.rhythm.stopMs,
    })
    if (!plan.ask) this.#settle({ kind: 'silent', why: plan.why })
    else if (!hasModel) {
      this.#scout.ask(place)
      this.#fallBack('nothing_to_say')
    } else {
      // Who has not typed for a while is not somebody who types too fast.
      const isFree = isInvoked || this.quietMs > PAUSE_MS
      const reserve = isFree ? undefined : plan.reserve
      const start = (): void => this.#start(place, { reserve, isInvoked })
      const afterMs = plan.afterMs - (this.#ports.now() - this.#lastEditAt)
      if (plan.afterMs === 0 || afterMs <= 0) start()
      else if (this.#waiting) this.#waiting.stopTimer = this.#ports.later(afterMs, start)
    }
  }

  #start(place: P, { reserve, isInvoked }: Start): void {
    const { allowance, later } = this.#ports
    // It was waited for a stop, and the model may have failed meanwhile.
    if (!this.#ports.hasModel()) {
      this.#fallBack('failed')
      return
    }
    if (reserve !== undefined && !allowance.mayAsk(reserve)) {
      this.#fallBack('allowance')
      return
    }
    allowance.spend()
    const ages = (flight: Flight, age: Flight['age']): void => {
      flight.age = age
      if (!flight.isOver) this.#scouted()
    }
    this.#flights.start(place, (flight) => {
      if (!isInvoked) later(SLOW_MS, () => ages(flight, 'slow'))
      later(isInvoked ? INVOKED_LATE_MS : LATE_MS, () => ages(flight, 'late'))
    })
    this.#scout.ask(place)
  }

  /** One under way has more to say: the request that waits is answered once a line of it is complete. */
  #heard(flight: Flight): void {
    this.#remember(flight)
    const { place } = this.#waiting ?? {}
    if (!place) return
    const recalled = this.#memory.recall(place)
    if (recalled?.rest.trim()) this.#settle(shown(recalled))
    else if (flight.failure) this.#fallBack(flight.failure)
    else if (flight.isOver && fits(flight, place)) {
      this.#settle({ kind: 'silent', why: 'nothing_to_say' })
    } else this.#askAnew(place, recalled)
  }

  /** No model will answer the one who waits: the engine may, else the reason is told. */
  #fallBack(silence: Silence): void {
    const waiting = this.#waiting
    if (!waiting) return
    waiting.silence = silence
    if (!this.#scout.isFor(waiting.place)) this.#scout.ask(waiting.place)
    this.#scouted()
  }

  /** The engine's answer counts where the model will not speak or is late; where it is sure, when that is slow. */
  #scouted(): void {
    const waiting = this.#waiting
    if (!waiting) return
    const { place, silence } = waiting
    const found = this.#scout.at(place)
    const age = silence ? 'late' : this.#flights.at(place)?.age
    if (found && (age === 'late' || (age === 'slow' && found.said.isSure))) {
      this.#memory.remember(found.anchor, found.said.suggested)
      const recalled = this.#memory.recall(place)
      if (recalled?.rest.trim()) this.#settle(shown(recalled))
    }
    if (silence && !this.#scout.isAsking) this.#settle({ kind: 'silent', why: silence })
  }

  /** What was waited for turned out to say something else than what was typed meanwhile. */
  #askAnew(place: P, recalled: Recalled | undefined): void {
    this.#flights.keepOnlyAt(place)
    if (!this.#flights.at(place)) this.#plan(place, recalled, false)
  }

  #remember({ suggested, isOver, failure, anchor }: Flight): void {
    // Half a text of a model that failed is no suggestion.
    if (!suggested || failure) return
    const known = isOver ? suggested : wholeLinesOf(suggested)
    // The engine may know more in a moment; a model would say the same again.
    const isSilence = known.text.trim() === ''
    if (isSilence && !(isOver && known.source === 'model')) return
    this.#memory.remember(anchor, known, this.#touched())
  }

  /** The engine's text that somebody is typing: no other takes its place. */
  #touched(): Suggested | undefined {
    const recalled = this.#lastPlace && this.#memory.recall(this.#lastPlace)
    const isTouched = recalled?.suggested.source === 'embedded' && recalled.typedChars > 0
    return isTouched ? recalled.suggested : undefined
  }

  #settle(outcome: Outcome): void {
    const waiting = this.#waiting
    if (!waiting) return
    this.#waiting = undefined
    waiting.stopTimer()
    waiting.resolve(this.#noted(outcome))
  }

  #noted(outcome: Outcome): Outcome {
    if (outcome !== REPLACED) {
      this.#lastSilence = outcome.kind === 'silent' ? outcome.why : undefined
    }
    return outcome
  }
}

const REPLACED: Outcome = { kind: 'silent', why: 'replaced' }

const shown = ({ suggested, rest, closed }: Recalled): Outcome => ({
  kind: 'shown',
  suggested,
  text: rest,
  closed,
})

/** What has not ended in a line break may still change its meaning. */
const wholeLinesOf = (suggested: Suggested): Suggested => ({
  ...suggested,
  text: suggested.text.slice(0, Math.max(0, suggested.text.lastIndexOf('\n'))),
})
