// Asks a model as well, and does not listen: to compare it under the traffic of every day.
import type { Cancellation } from '../client.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import type { Delivery, Inquiry } from './delivery.ts'
import { Errand } from './errand.ts'
import type { ErrandParts } from './job.ts'
import type { Manner } from './replica.ts'

const NOBODY: Delivery = {
  isVisible: false,
  asked() {},
  opened() {},
  isLast() {},
  text: () => true,
  ended() {},
  answered() {},
  failed() {},
  restart() {},
  continue: () => false,
}

/** A shadow has a place only where half of them are free. */
const MOST_BUSY = 0.5

interface Shadowed {
  readonly plan: DeploymentPlan
  readonly manner: Manner
  readonly inquiry: Inquiry
  readonly asker: Asker
}

/** Fails silently, and ends when the asker leaves. */
export function askShadow(
  parts: ErrandParts,
  { plan, manner, inquiry, asker }: Shadowed,
  signal: Cancellation,
): void {
  const [deployment] = plan.replicas
  const { replicas } = parts.fleetOf(plan)
  const isBusy = replicas.every(({ outstanding, limit }) => outstanding >= limit.value * MOST_BUSY)
  if (!deployment || isBusy || signal.aborted) return
  const question = inquiry.questionFor(deployment)
  const { deadlineAt } = asker
  const job = { chain: [plan], manner, priority: 'shadow', affinity: '', deadlineAt } as const
  const errand = new Errand(
    parts,
    { ...job, isTest: false, trace: undefined, inquiry, question },
    NOBODY,
  )
  signal.addEventListener('abort', () => errand.abandon())
  errand.start()
}
