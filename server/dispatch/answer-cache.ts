import { LRUCache } from 'lru-cache'
import type { Question } from '../model-client.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Dispatched } from './delivery.ts'
import { isSameQuestion } from './same-question.ts'

const MAX_ENTRIES = 500

interface Entry {
  readonly plan: DeploymentPlan
  readonly question: Question
  readonly dispatched: Dispatched
  readonly until: number
}

/** Whole answers for who asks exactly the same soon after: a key typed and taken back. */
export class AnswerCache {
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES })
  readonly #lifeMs: number

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  get isOn(): boolean {
    return this.#lifeMs > 0
  }

  get(mark: string, asked: { question: Question; plan: DeploymentPlan; now: number }) {
    const entry = this.#entries.get(mark)
    if (!entry || asked.now >= entry.until || entry.plan !== asked.plan) return undefined
    return isSameQuestion(entry.question, asked.question) ? entry.dispatched : undefined
  }

  keep(mark: string, entry: Omit<Entry, 'until'>, now: number): void {
    this.#entries.set(mark, { ...entry, until: now + this.#lifeMs })
  }
}
