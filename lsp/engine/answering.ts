// Answers the questions that reach the thread of the engine, each within its time.
import type { Engine, EngineSuggestion } from '../../engine/index.ts'
import type { Cancelled } from './cancelled.ts'
import { cleaned } from './cleaned.ts'
import type { AskEngine, FromEngine } from './messages.ts'

/** After this an answer takes what is sure by then. */
const ANSWER_MS = 8
/** The first answers run code that is not compiled yet: they get longer. */
const COLD_ANSWERS = 5
const COLD_ANSWER_MS = 250

export interface AnsweringParts {
  engine: Pick<Engine, 'suggest'>
  cancelled: Pick<Cancelled, 'has'>
  /** Milliseconds of a clock that never goes back. */
  now(): number
  post(answer: FromEngine): void
}

export class Answering {
  readonly #parts: AnsweringParts
  #answers = 0

  constructor(parts: AnsweringParts) {
    this.#parts = parts
  }

  answer({ id, request, languageId }: AskEngine): void {
    const { cancelled, post } = this.#parts
    if (cancelled.has(id)) return
    const suggestion = cleaned(this.#suggestion(id, request), request, languageId)
    if (!cancelled.has(id)) post({ id, suggestion })
  }

  #suggestion(id: number, request: AskEngine['request']): EngineSuggestion | undefined {
    const { engine, cancelled, now } = this.#parts
    this.#answers += 1
    const endsAt = now() + (this.#answers > COLD_ANSWERS ? ANSWER_MS : COLD_ANSWER_MS)
    const isPastDeadline = (): boolean => cancelled.has(id) || now() > endsAt
    return engine.suggest({ ...request, isPastDeadline })
  }
}
