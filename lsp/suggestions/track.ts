// What is visible, what is under way and what is remembered in one document. ARCHITECTURE.md draws it.
import type { Allowance } from './allowance.ts'
import { type Ask, type Flight, Flights, fits } from './flights.ts'
import { Memory, type Recalled, type Suggested } from './memory.ts'
import type { Place } from './place.ts'
import type { Rhythm } from './rhythm.ts'
import { planFor, type Silence } from './when.ts'

export type Outcome =
  | { kind: 'shown'; suggested: Suggested; text: string; closed: string }
  | { kind: 'silent'; why: Silence }

export interface TrackPorts<P extends Place> {
  ask: Ask<P>
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
  resolve(outcome: Outcome): void
  stopTimer(): void
}

/** Editors ask at once, or 200 ms after a key. */
const ASKS_AGAIN_WITHIN_MS = 500
/** So long without a key is a pause. */
const PAUSE_MS = 700

export class Track<P extends Place> {
  readonly #ports: TrackPorts<P>
  readonly #memory = new Memory()
  readonly #flights: Flights<P>
  #waiting: Waiting<P> | undefined
  #lastEditAt = Number.NEGATIVE_INFINITY
  #wasPaused = false
  #wasDeletion = false

  constructor(ports: TrackPorts<P>) {
    this.#ports = ports
    this.#flights = new Flights(ports.ask, (flight) => this.#heard(flight))
  }

  /** The document changed; `place` is where its newest text ends. */
  edited(place: P, { isDeletion }: { isDeletion: boolean }): void {
    const now = this.#ports.now()
    this.#wasPaused = now - this.#lastEditAt > PAUSE_MS
    this.#wasDeletion = isDeletion
    this.#lastEditAt = now
    this.#ports.rhythm.key(now)
    this.#ports.allowance.key(now)
    this.#flights.keepOnlyAt(place)
    const waiting = this.#waiting
    // Neovim before 0.9 asks first, and tells the change that it asks about 150 ms later.
    if (waiting && this.#ports.areSameSpot(waiting.place, place)) this.#look(waiting, place)
    else this.#settle({ kind: 'silent', why: 'replaced' })
  }

  /** At most one request waits: the newest. The others are told that they were replaced. */
  request(place: P, { isInvoked }: { isInvoked: boolean }): Promise<Outcome> {
    this.#settle({ kind: 'silent', why: 'replaced' })
    const recalled = this.#memory.recall(place)
    // Who asks for it on command has seen what is remembered, and wants something else.
    if (isInvoked && recalled) this.#memory.forget(recalled.suggested.id)
    else if (recalled?.rest) return Promise.resolve(shown(recalled))
    this.#flights.keepOnlyAt(place)
    return new Promise((resolve) => {
      const waiting = { asked: place, place, resolve, stopTimer() {} }
      this.#waiting = waiting
      this.#look(waiting, place, isInvoked)
    })
  }

  /** Whether what is under way or remembered serves the one who waits; if not, asks. */
  #look(waiting: Waiting<P>, place: P, isInvoked = false): void {
    waiting.stopTimer()
    waiting.place = place
    const recalled = this.#memory.recall(place)
    const flight = this.#flights.at(place)
    if (recalled?.rest) this.#settle(shown(recalled))
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
    this.#settle({ kind: 'silent', why: 'replaced' })
    this.#ports.later(ASKS_AGAIN_WITHIN_MS, () => {
      if (!this.#waiting && this.quietMs >= ASKS_AGAIN_WITHIN_MS) this.#flights.abortAll()
    })
  }

  /** The person turned it down: it is not offered again. */
  rejected(id: string): void {
    this.#memory.forget(id)
  }

  close(): void {
    this.#settle({ kind: 'silent', why: 'replaced' })
    this.#flights.abortAll()
  }

  #plan(place: P, recalled: Recalled | undefined, isInvoked: boolean): void {
    if (recalled && recalled.suggested.text === '' && !isInvoked) {
      this.#settle({ kind: 'silent', why: 'nothing_to_say' })
      return
    }
    const plan = planFor(place, {
      isInvoked,
      isDeletion: this.#wasDeletion,
      isAfterPause: this.#wasPaused,
      isAtEndOfSuggestion: recalled !== undefined,
      stopMs: this.#ports.rhythm.stopMs,
    })
    if (!plan.ask) this.#settle({ kind: 'silent', why: plan.why })
    else {
      // Who has not typed for a while is not somebody who types too fast.
      const isFree = isInvoked || this.quietMs > PAUSE_MS
      const start = (): void => this.#start(place, isFree ? undefined : plan.reserve)
      const afterMs = plan.afterMs - (this.#ports.now() - this.#lastEditAt)
      if (plan.afterMs === 0 || afterMs <= 0) start()
      else if (this.#waiting) this.#waiting.stopTimer = this.#ports.later(afterMs, start)
    }
  }

  #start(place: P, reserve: number | undefined): void {
    const { allowance } = this.#ports
    if (reserve !== undefined && !allowance.mayAsk(reserve)) {
      this.#settle({ kind: 'silent', why: 'allowance' })
      return
    }
    allowance.spend()
    this.#flights.start(place)
  }

  /** One under way has more to say: the request that waits is answered once a line of it is complete. */
  #heard(flight: Flight): void {
    this.#remember(flight)
    const { place } = this.#waiting ?? {}
    if (!place) return
    const recalled = this.#memory.recall(place)
    if (recalled?.rest.trim()) this.#settle(shown(recalled))
    else if (flight.hasFailed) this.#settle({ kind: 'silent', why: 'failed' })
    else if (flight.isOver && fits(flight, place)) {
      this.#settle({ kind: 'silent', why: 'nothing_to_say' })
    } else this.#askAnew(place, recalled)
  }

  /** What was waited for turned out to say something else than what was typed meanwhile. */
  #askAnew(place: P, recalled: Recalled | undefined): void {
    this.#flights.keepOnlyAt(place)
    if (!this.#flights.at(place)) this.#plan(place, recalled, false)
  }

  #remember({ suggested, isOver, anchor }: Flight): void {
    if (!suggested) return
    const known = isOver ? suggested : wholeLinesOf(suggested)
    // The engine may know more in a moment; a model would say the same again.
    const isSilence = known.text.trim() === ''
    if (!isSilence || (isOver && known.source === 'model')) this.#memory.remember(anchor, known)
  }

  #settle(outcome: Outcome): void {
    const waiting = this.#waiting
    if (!waiting) return
    this.#waiting = undefined
    waiting.stopTimer()
    waiting.resolve(outcome)
  }
}

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
