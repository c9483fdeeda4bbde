// What is visible, what is under way and what is remembered in one document. ARCHITECTURE.md draws it.

import { Ahead } from './ahead.ts'
import { type Ask, type Flight, Flights, fits } from './flights.ts'
import { Memory, type Recalled, type Suggested } from './memory.ts'
import { type Other, type Outcome, REPLACED, shown } from './outcome.ts'
import type { Place } from './place.ts'
import { type QuestionPorts, Questions, type Wanted } from './questions.ts'
import type { Rhythm } from './rhythm.ts'
import { type AskEngine, Scout } from './scout.ts'
import { type Asks, planFor, type Silence } from './when.ts'

export interface TrackPorts<P extends Place> extends QuestionPorts<P> {
  /** Asks the model. */
  ask: Ask<P>
  askEngine: AskEngine<P>
  /** Milliseconds that never go back. */
  now(): number
  rhythm: Rhythm
  /** Whether both name the same position, whatever the text is. */
  areSameSpot(one: P, other: P): boolean
}

interface Waiting<P extends Place> {
  /** As it was asked for; `cancel` names it. */
  readonly asked: P
  place: P
  readonly isInvoked: boolean
  /** What was there already, and was not enough: the person asked again, on command. */
  readonly before: Other | undefined
  /** No model will speak: what is told if the engine is silent, too. */
  silence: Silence | undefined
  resolve(outcome: Outcome): void
  stopTimer(): void
}

/** Editors ask at once, or 200 ms after a key. */
const ASKS_AGAIN_WITHIN_MS = 500
/** For somebody who looks for another one. */
const CHOICES = 3
/** So long without a key is a pause. */
const PAUSE_MS = 700

export class Track<P extends Place> {
  readonly #ports: TrackPorts<P>
  readonly #memory = new Memory()
  readonly #flights: Flights<P>
  readonly #scout: Scout<P>
  readonly #ahead: Ahead
  readonly #questions: Questions<P>
  #waiting: Waiting<P> | undefined
  #lastPlace: P | undefined
  #lastEditAt = Number.NEGATIVE_INFINITY
  #wasPaused = false
  #wasDeletion = false
  #lastSilence: Silence | undefined

  constructor(ports: TrackPorts<P>) {
    this.#ports = ports
    this.#flights = new Flights(ports.ask, (flight) => this.#heard(flight))
    this.#scout = new Scout(ports.askEngine, () => this.#scouted())
    this.#questions = new Questions(ports, this.#flights, () => this.#scouted())
    const { later } = ports
    this.#ahead = new Ahead({ later, start: (maxChars) => this.#askAhead(maxChars) })
  }

  /** The document changed; `place` is where its newest text ends. */
  edited(place: P, { isDeletion }: { isDeletion: boolean }): void {
    const now = this.#ports.now()
    this.#wasPaused = now - this.#lastEditAt > PAUSE_MS
    this.#wasDeletion = isDeletion
    this.#lastEditAt = now
    this.#ahead.cancel()
    if (this.#isWholeTaken(place)) this.#ahead.taken()
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
      this.#lookForModel(place, recalled)
      return Promise.resolve(this.#noted(shown(recalled)))
    }
    this.#flights.keepOnlyAt(place)
    return new Promise((resolve) => {
      const before = isInvoked && recalled?.rest ? otherOf(recalled) : undefined
      const waiting = {
        asked: place,
        place,
        isInvoked,
        before,
        silence: undefined,
        resolve,
        stopTimer() {},
      }
      this.#waiting = waiting
      this.#look(waiting, place, isInvoked)
    })
  }

  /** Whether the last request has not been answered yet. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined
  }

  /** What would be answered at once; undefined where nothing is remembered. */
  remembered(place: P): string | undefined {
    return this.#memory.recall(place)?.rest
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
    if (recalled?.rest.trim() && !this.#mayKnowMore(recalled, place)) this.#show(recalled)
    else if (flight) {
      this.#heard(flight)
      if (flight.age === 'late') this.#askIfDue(place)
      // Whoever types on while the model is slow is not forgotten by the engine.
      if (flight.age !== 'new' && this.#waiting === waiting) this.#scoutAt(place)
    }
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
    this.#ahead.cancel()
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
    const { hasModel, isModelDue, rhythm } = this.#ports
    const isAsked = hasModel()
    const isDue = isAsked && isModelDue()
    const plan = planFor(place, {
      isInvoked,
      isDeletion: this.#wasDeletion,
      isAfterPause: this.#wasPaused,
      isAtEndOfSuggestion: recalled !== undefined,
      stopMs: isDue ? 0 : rhythm.stopMs,
    })
    if (!plan.ask) this.#settle({ kind: 'silent', why: plan.why })
    else if (isAsked) this.#askAfter(place, plan, isInvoked || isDue)
    else {
      this.#scout.ask(place)
      this.#fallBack('nothing_to_say')
    }
  }

  /** At once, or once nothing was typed for long enough. */
  #askAfter(place: P, { afterMs, reserve }: Asks, isFree: boolean): void {
    const waiting = this.#waiting
    const wanted = {
      // Who has not typed for a while is not somebody who types too fast.
      reserve: isFree || this.quietMs > PAUSE_MS ? undefined : reserve,
      isInvoked: waiting?.isInvoked ?? false,
      choices: waiting?.before ? CHOICES : 1,
    }
    const leftMs = afterMs - this.quietMs
    if (afterMs === 0 || leftMs <= 0 || !waiting) this.#ask(place, wanted)
    else waiting.stopTimer = this.#ports.later(leftMs, () => this.#ask(place, wanted))
  }

  /** While the engine's text is typed, a model that may be back is asked all the same: nobody waits for it. */
  #lookForModel(place: P, { suggested }: Recalled): void {
    if (suggested.source === 'embedded') this.#askIfDue(place)
  }

  #askIfDue(place: P): void {
    const { hasModel, isModelDue } = this.#ports
    if (!isModelDue() || !hasModel()) return
    this.#questions.here(place, { reserve: undefined, isInvoked: false, choices: 1 })
  }

  #ask(place: P, wanted: Wanted): void {
    const said = this.#questions.here(place, wanted)
    if (said === 'asked') this.#scout.ask(place)
    else this.#fallBack(said)
  }

  /** One under way has more to say: the request that waits is answered once a line of it is complete. */
  #heard(flight: Flight): void {
    this.#remember(flight)
    const { place } = this.#waiting ?? {}
    if (!place) return
    const recalled = this.#memory.recall(place)
    if (recalled?.rest.trim()) this.#show(recalled)
    else if (!fits(flight, place)) {
      // One that was asked ahead of time was not waited for here.
      if (flight.kind !== 'ahead') this.#askAnew(place, recalled)
    } else if (flight.failure) this.#fallBack(flight.failure)
    else if (flight.isOver && !this.#questions.nextLine(flight, place)) {
      this.#settle({ kind: 'silent', why: 'nothing_to_say' })
    }
  }

  /** Whether one change brought all that was visible: accepted, not typed. */
  #isWholeTaken({ prefix }: P): boolean {
    const last = this.#lastPlace
    if (!last || prefix.length - last.prefix.length < 2) return false
    const rest = this.#memory.recall(last)?.rest
    return rest !== undefined && rest.trim().length > 1 && prefix === last.prefix + rest
  }

  /** What follows the text on screen. */
  #askAhead(maxChars: number): boolean {
    const place = this.#lastPlace
    if (!place || this.#waiting) return false
    const recalled = this.#memory.recall(place)
    if (!recalled || recalled.rest.length > maxChars) return false
    return this.#questions.ahead(place, recalled)
  }

  /** No model will answer the one who waits: the engine may, else the reason is told. */
  #fallBack(silence: Silence): void {
    const waiting = this.#waiting
    if (!waiting) return
    waiting.silence = silence
    this.#scoutAt(waiting.place)
  }

  #scoutAt(place: P): void {
    if (!this.#scout.isFor(place)) this.#scout.ask(place)
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
      if (recalled?.rest.trim()) this.#show(recalled)
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

  #show(recalled: Recalled): void {
    this.#settle(shown(recalled, this.#waiting?.before))
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
      if (outcome.kind === 'shown') this.#ahead.shown(outcome.suggested)
    }
    return outcome
  }
}

const otherOf = ({ suggested, rest }: Recalled): Other => ({ suggested, text: rest })

/** What has not ended in a line break may still change its meaning. */
const wholeLinesOf = (suggested: Suggested): Suggested => ({
  ...suggested,
  text: suggested.text.slice(0, Math.max(0, suggested.text.lastIndexOf('\n'))),
})
