// What whoever measures learns of the calls of models.
import type { ErrorCode } from '../../protocol/index.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import type { Usage } from '../suggestion.ts'
import type { Manner } from './replica.ts'

/** How a call ended: well, because nobody wanted it any more, or by an error. */
export type CallOutcome = 'ok' | 'cancelled' | ErrorCode

/** A call that has ended. The object is the call itself: whoever measures keeps what it needs, not the object. */
export interface EndedCall {
  readonly manner: Manner
  readonly priority: Asker['priority']
  readonly outcome: CallOutcome
  /** What the server counted, where it told. */
  readonly usage: Usage | undefined
  /** Length of the text that came. */
  readonly saidChars: number
}

/** Measures the calls of one deployment. */
export interface CallMeter {
  began(): void
  /** It said something for the first time, after so many ms; a whole answer says all at once. */
  spoke(call: Pick<EndedCall, 'manner' | 'priority'>, ms: number): void
  ended(call: EndedCall, ms: number): void
  /** Its answer was made a suggestion; of a stream, all its chunks together. */
  postProcessed(ms: number): void
}

export interface DispatchMeter {
  of(plan: DeploymentPlan): CallMeter
  /** A request was in the gateway for so many ms before a model was asked. */
  asked(ms: number): void
}

const NO_CALL_METER: CallMeter = { began() {}, spoke() {}, ended() {}, postProcessed() {} }

/** For where nobody measures. */
export const NO_METER: DispatchMeter = { of: () => NO_CALL_METER, asked() {} }
