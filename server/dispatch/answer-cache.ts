import { LRUCache } from 'lru-cache'
import type { Question } from '../model-client.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import type { Dispatched } from './delivery.ts'
import { isSameQuestion } from './same-question.ts'

const MAX_ENTRIES = 500

interface Entry {
  readonly plan: DeploymentPlan
  readonly question: Question
  readonly dispatched: Dispatched
  readonly until: number
}

/** How long an answer may be given again, in ms, by what it is for. What is missing never is. */
export type AnswerLives = Partial<Record<Asker['priority'], number>>

interface Kept extends Omit<Entry, 'until'> {
  readonly priority: Asker['priority']
  readonly now: number
}

/** Whole answers for who asks exactly the same soon after: a key typed and taken back. */
export class AnswerCache {
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES })
  readonly #lives: AnswerLives

  constructor(lives: AnswerLives) {
    this.#lives = lives
  }

  isOnFor(priority: Asker['priority']): boolean {
    return (this.#lives[priority] ?? 0) > 0
  }

  get(mark: string, asked: { question: Question; plan: DeploymentPlan; now: number }) {
    const entry = this.#entries.get(mark)
    if (!entry || asked.now >= entry.until || entry.plan !== asked.plan) return undefined
    return isSameQuestion(entry.question, asked.question) ? entry.dispatched : undefined
  }

  keep(mark: string, { plan, question, dispatched, priority, now }: Kept): void {
    const until = now + (this.#lives[priority] ?? 0)
    this.#entries.set(mark, { plan, question, dispatched, until })
  }
}
