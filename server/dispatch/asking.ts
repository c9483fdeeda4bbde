import type { Question } from '../model-client.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Place } from './attempt.ts'
import type { Inquiry } from './delivery.ts'

/** The question of one request, in the words of whichever deployment is asked. */
export class Asking {
  #inquiry: Inquiry | undefined
  #question: Question | undefined
  #plan: DeploymentPlan | undefined

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

  /** Nobody will be asked again: thousands of prompts are a lot of memory. */
  forget(): void {
    this.#inquiry = undefined
    this.#question = undefined
  }
}
