import type { Question } from '../model-client.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Attempt } from './attempt.ts'
import type { CallMeter } from './call-meter.ts'

/** What is to be asked, in the words of whichever deployment answers. */
export interface Inquiry {
  /** The text before the cursor: it tells the next key in a file from another file. */
  readonly prefix: string
  questionFor(deployment: Deployment): Question
}

/** Where an errand brings its answer. Exactly one of `ended`, `answered`, `failed` comes last, or none when it is abandoned. */
export interface Delivery {
  /** The client has seen some of it: there is no way back. */
  readonly isVisible: boolean
  /** A server is asked, after whatever had to be waited for. */
  asked(): void
  /** It has accepted the request. */
  opened(attempt: Attempt): void
  /** Nobody else will be asked: what only others would have to know can go. */
  isLast(): void
  /** False asks for a pause. */
  text(attempt: Attempt, text: string): boolean
  ended(attempt: Attempt): void
  answered(attempt: Attempt, answer: ModelAnswer): void
  failed(error: Error): void
  /** What was said so far, and not seen, does not count. */
  restart(): void
  /** Whether another replica may say it all again, so that the rest can be taken from there. */
  continue(broken: Error): boolean
}

/** A whole answer, and who gave it. */
export interface Dispatched {
  answer: ModelAnswer
  plan: DeploymentPlan
  deployment: Deployment
  /** Absent where nobody was asked. */
  meter?: CallMeter
}
