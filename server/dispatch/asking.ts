import type { Question } from '../model-client.ts'
import { lengthOf } from '../prompts/prompt.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Inquiry } from './delivery.ts'
import type { Place } from './fleet.ts'

/** The first time it is told how much is read, or guesses; then, that code is denser than was thought. */
const MOST_SHORTENED = 3

/** The question of one request, in the words of whichever deployment is asked. */
export class Asking {
  #inquiry: Inquiry | undefined
  #question: Question | undefined
  #plan: DeploymentPlan | undefined
  #shortened = 0

  /** `question`: in the words of the first deployment. */
  constructor(inquiry: Inquiry, question: Question, first: DeploymentPlan | undefined) {
    this.#inquiry = inquiry
    this.#question = question
    this.#plan = first
  }

  get isForgotten(): boolean {
    return this.#inquiry === undefined
  }

  /** Undefined when it was forgotten. */
  inWordsOf({ fleet: { plan }, replica }: Place): Question | undefined {
    if (this.#plan !== plan) this.#question = undefined
    this.#plan = plan
    this.#question ??= this.#inquiry?.questionFor(replica.deployment)
    return this.#question
  }

  /** Says it in fewer words, now that the server has told how much it reads. False: there are none to spare. */
  shorten({ replica }: Place): boolean {
    const before = this.#question
    this.#question = this.#inquiry?.questionFor(replica.deployment)
    if (!before || !this.#question) return false
    this.#shortened += 1
    return (
      this.#shortened <= MOST_SHORTENED && lengthOf(this.#question.prompt) < lengthOf(before.prompt)
    )
  }

  /** Nobody will be asked again: thousands of prompts are a lot of memory. */
  forget(): void {
    this.#inquiry = undefined
    this.#question = undefined
  }
}
