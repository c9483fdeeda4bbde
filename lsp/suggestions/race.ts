// The embedded engine beside the model: when its word counts.
import type { Flight } from './flights.ts'
import type { Memory, Recalled } from './memory.ts'
import type { Place } from './place.ts'
import { type AskEngine, Scout } from './scout.ts'
import type { Waiter } from './waiter.ts'
import type { Silence } from './when.ts'

export interface RaceParts<P extends Place> {
  askEngine: AskEngine<P>
  memory: Memory
  waiter: Waiter<P>
  /** How long the model has been asked about a place; undefined: it is not. */
  ageAt(place: P): Flight['age'] | undefined
  /** Answers the one who waits. */
  show(recalled: Recalled): void
}

export class Race<P extends Place> {
  readonly #parts: RaceParts<P>
  readonly #scout: Scout<P>

  constructor(parts: RaceParts<P>) {
    this.#parts = parts
    this.#scout = new Scout(parts.askEngine, () => this.judge())
  }

  /** There is no model: the engine begins, also where it was asked before, for it learns. */
  alone(place: P, silence: Silence): void {
    this.#scout.ask(place)
    this.withoutModel(silence)
  }

  /** The question is older than a quick model takes: from now on the engine stands by. */
  aged(): void {
    const { waiting } = this.#parts.waiter
    if (!waiting) return
    const age = this.#parts.ageAt(waiting.place)
    if (age === 'slow' || age === 'late') this.join(waiting.place)
  }

  /** The engine begins, unless it was asked about this very place; what it has said already may count now. */
  join(place: P): void {
    if (!this.#scout.isFor(place)) this.#scout.ask(place)
    this.judge()
  }

  /** Nobody waits for the engine any more. */
  stop(): void {
    this.#scout.cancel()
  }

  /** No model will answer the one who waits: the engine may, else the reason is told. */
  withoutModel(silence: Silence): void {
    const { waiting } = this.#parts.waiter
    if (!waiting) return
    waiting.silence = silence
    this.join(waiting.place)
  }

  /** The engine's answer counts where the model will not speak or is late; where it is sure, when that is slow. */
  judge(): void {
    const { waiter, memory, ageAt, show } = this.#parts
    const { waiting } = waiter
    if (!waiting) return
    const { place, silence } = waiting
    const found = this.#scout.at(place)
    const age = silence ? 'late' : ageAt(place)
    if (found && (age === 'late' || (age === 'slow' && found.said.isSure))) {
      memory.remember(found.anchor, found.said.suggested)
      const recalled = memory.recall(place)
      if (recalled?.rest.trim()) show(recalled)
    }
    if (silence && !this.#scout.isAsking) waiter.settle({ kind: 'silent', why: silence })
  }
}
