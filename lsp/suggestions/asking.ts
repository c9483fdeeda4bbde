// Whether the place where somebody waits is asked about, and when.
import { type Edits, PAUSE_MS } from './edits.ts'
import type { Recalled } from './memory.ts'
import type { Place } from './place.ts'
import type { QuestionPorts, Questions, Wanted } from './questions.ts'
import type { Race } from './race.ts'
import type { Rhythm } from './rhythm.ts'
import type { Waiter } from './waiter.ts'
import { type Asks, planFor } from './when.ts'

export interface AskingParts<P extends Place> {
  ports: QuestionPorts<P> & { rhythm: Rhythm }
  edits: Edits<P>
  waiter: Waiter<P>
  race: Race<P>
  questions: Questions<P>
}

/** For somebody who looks for another one. */
const CHOICES = 3

export class Asking<P extends Place> {
  readonly #parts: AskingParts<P>

  constructor(parts: AskingParts<P>) {
    this.#parts = parts
  }

  /** Nothing remembered or under way answers the one who waits. `recalled`: what was typed to its end. */
  plan(place: P, recalled: Recalled | undefined, isInvoked: boolean): void {
    const { ports, edits, waiter, race } = this.#parts
    if (recalled && recalled.suggested.text === '' && !isInvoked) {
      waiter.settle({ kind: 'silent', why: 'nothing_to_say' })
      return
    }
    const isAsked = ports.hasModel()
    const isDue = isAsked && ports.isModelDue()
    const plan = planFor(place, {
      isInvoked,
      isDeletion: edits.wasDeletion,
      isAfterPause: edits.wasPaused,
      isAtEndOfSuggestion: recalled !== undefined,
      stopMs: isDue ? 0 : ports.rhythm.stopMs,
      allowance: ports.allowance,
    })
    if (!plan.ask) waiter.settle({ kind: 'silent', why: plan.why })
    else if (isAsked) this.#askAfter(place, plan, isDue)
    else race.alone(place, 'nothing_to_say')
  }

  /** A model that may be back is asked, whoever waits for it. */
  ifDue(place: P): void {
    const { ports, questions } = this.#parts
    if (!ports.isModelDue() || !ports.hasModel()) return
    questions.here(place, { reserve: undefined, isInvoked: false, choices: 1 })
  }

  /** At once, or once nothing was typed for long enough. */
  #askAfter(place: P, { afterMs, reserve }: Asks, isDue: boolean): void {
    const { ports, edits, waiter } = this.#parts
    const { waiting } = waiter
    const isInvoked = waiting?.isInvoked ?? false
    const { quietMs } = edits
    const wanted = {
      // Who has not typed for a while is not somebody who types too fast.
      reserve: isInvoked || isDue || quietMs > PAUSE_MS ? undefined : reserve,
      isInvoked,
      choices: waiting?.before ? CHOICES : 1,
    }
    const leftMs = afterMs - quietMs
    if (leftMs <= 0 || !waiting) this.#ask(place, wanted)
    else waiting.stopTimer = ports.later(leftMs, () => this.#ask(place, wanted))
  }

  #ask(place: P, wanted: Wanted): void {
    const { race, questions } = this.#parts
    const said = questions.here(place, wanted)
    if (said !== 'asked') race.withoutModel(said)
  }
}
