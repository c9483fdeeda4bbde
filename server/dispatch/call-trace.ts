// How the calls of one request are told apart in the traces of whoever follows requests through several services.
import type { DeploymentPlan } from '../selection/route.ts'
import type { EndedCall } from './call-meter.ts'

/** One call of a model. */
export interface CallTrace {
  /** The header of that name, W3C Trace Context. */
  readonly traceparent: string
  ended(call: EndedCall): void
}

/** One request of a client. */
export interface RequestTrace {
  call(plan: DeploymentPlan): CallTrace
}
