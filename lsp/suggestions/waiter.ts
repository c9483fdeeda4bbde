// Who waits for an answer: at most one request of a document, the newest.
import { type Other, type Outcome, REPLACED } from './outcome.ts'
import type { Silence } from './when.ts'

export interface Waiting<P> {
  /** As it was asked for; a cancel names it. */
  readonly asked: P
  place: P
  readonly isInvoked: boolean
  /** What was there already, and was not enough: the person asked again, on command. */
  readonly before: Other | undefined
  /** No model will speak: what is told if the engine is silent, too. */
  silence: Silence | undefined
  /** What would be done later for it; called when it is settled or looked at anew. */
  stopTimer(): void
}

export class Waiter<P> {
  readonly #shown: (outcome: Outcome & { kind: 'shown' }) => void
  #waiting: Waiting<P> | undefined
  #resolve: (outcome: Outcome) => void = () => {}
  #lastSilence: Silence | undefined

  /** `shown` is called with each suggestion that is given out. */
  constructor(shown: (outcome: Outcome & { kind: 'shown' }) => void) {
    this.#shown = shown
  }

  get waiting(): Waiting<P> | undefined {
    return this.#waiting
  }

  /** Why the last request was answered with nothing; undefined when it was not. */
  get lastSilence(): Silence | undefined {
    return this.#lastSilence
  }

  /** Who waited before is told that it was replaced; `begun` is called once this one waits. */
  wait(
    place: P,
    { isInvoked, before }: Pick<Waiting<P>, 'isInvoked' | 'before'>,
    begun: (waiting: Waiting<P>) => void,
  ): Promise<Outcome> {
    this.settle(REPLACED)
    return new Promise((resolve) => {
      this.#resolve = resolve
      const nothing = { silence: undefined, stopTimer() {} }
      const waiting: Waiting<P> = { asked: place, place, isInvoked, before, ...nothing }
      this.#waiting = waiting
      begun(waiting)
    })
  }

  settle(outcome: Outcome): void {
    const waiting = this.#waiting
    if (!waiting) return
    this.#waiting = undefined
    waiting.stopTimer()
    this.#resolve(this.noted(outcome))
  }

  /** The same outcome, which nobody had to wait for. */
  noted(outcome: Outcome): Outcome {
    if (outcome === REPLACED) return outcome
    this.#lastSilence = outcome.kind === 'silent' ? outcome.why : undefined
    if (outcome.kind === 'shown') this.#shown(outcome)
    return outcome
  }
}
