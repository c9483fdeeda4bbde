import type { DeploymentPlan } from '../selection/route.ts'
import type { AnsweringModel, SuggestionStream, Usage } from '../suggestion.ts'
import type { Counted, Outcomes } from './outcomes.ts'

/** A stream whose end is counted. */
export class WatchedStream implements SuggestionStream {
  /** Who answers; known before the first chunk. */
  plan: DeploymentPlan | undefined
  readonly #out: SuggestionStream
  readonly #asked: Counted
  readonly #outcomes: Outcomes
  readonly #startedAt = performance.now()
  #firstMs: number | undefined
  #chars = 0

  constructor(out: SuggestionStream, asked: Counted, outcomes: Outcomes) {
    this.#out = out
    this.#asked = asked
    this.#outcomes = outcomes
  }

  begin(id: string, model: AnsweringModel, resume: () => void): void {
    this.#out.begin(id, model, resume)
  }

  chunk(text: string): boolean {
    this.#firstMs ??= performance.now() - this.#startedAt
    this.#chars += text.length
    return this.#out.chunk(text)
  }

  end(usage?: Usage): void {
    this.#outcomes.answered(this.#asked, {
      plan: this.plan,
      ms: this.#firstMs ?? performance.now() - this.#startedAt,
      chars: this.#chars,
    })
    this.#out.end(usage)
  }

  fail(error: Error): void {
    this.#outcomes.failed(this.#asked, error)
    this.#out.fail(error)
  }
}
