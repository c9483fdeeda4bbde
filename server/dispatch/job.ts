// What an errand is given: whom it may ask what, for whom, and until when.
import type { Question } from '../model-client.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import type { Models } from './attempt.ts'
import type { RequestTrace } from './call-trace.ts'
import type { Inquiry } from './delivery.ts'
import type { Fleet } from './fleet.ts'
import type { HedgeParts } from './hedge.ts'
import type { Manner } from './replica.ts'

/** What all errands share. */
export interface ErrandParts extends HedgeParts {
  readonly client: Models
  fleetOf(plan: DeploymentPlan): Fleet
}

export interface Job {
  readonly chain: readonly DeploymentPlan[]
  readonly manner: Manner
  readonly priority: Asker['priority']
  /** Who asks and for which document; empty: nobody in particular. */
  readonly affinity: string
  readonly deadlineAt: number | undefined
  readonly isTest: boolean
  readonly trace: RequestTrace | undefined
  readonly inquiry: Inquiry
  /** For the first to be asked. */
  readonly question: Question
}

/** Without another replica there is nobody to ask, and a whole generation may rightly take many times another's time. */
export const isWorthHedging = ({ chain, manner, priority }: Job): boolean =>
  chain.some(({ replicas }) => replicas.length > 1) &&
  priority !== 'shadow' &&
  (priority === 'completion' || manner === 'stream')
