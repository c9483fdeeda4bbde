import type { ModelAnswer } from '../providers/provider.ts'
import type { Asker } from '../selection/route.ts'
import type { Attempt } from './attempt.ts'
import type { Manner } from './replica.ts'

/** Who made the attempt, and hears of it. After `cancel` it hears nothing more. */
export interface AttemptOwner {
  readonly manner: Manner
  readonly priority: Asker['priority']
  /** On the clock. */
  readonly deadlineAt: number
  /** Somebody tries whether the server can be used: that it cannot is no news about what others ask. */
  readonly isTest: boolean
  asked(): void
  opened(attempt: Attempt): void
  heard(attempt: Attempt, text: string): boolean
  ended(attempt: Attempt): void
  answered(attempt: Attempt, answer: ModelAnswer): void
  failed(attempt: Attempt, error: Error): void
}
