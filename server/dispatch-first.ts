// Calls the first server of the first deployment of a route. Stands where server/dispatch will.
import type { Cancellation } from './client.ts'
import type { ModelClient, Question, StreamParts } from './model-client.ts'
import type { ModelAnswer } from './providers/provider.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Asker, DeploymentPlan, Route } from './selection/route.ts'

/** What is to be asked, in the words of whichever deployment answers. */
export interface Inquiry {
  questionFor(deployment: Deployment): Question
}

export interface Dispatched {
  answer: ModelAnswer
  /** The one that answered. */
  plan: DeploymentPlan
  deployment: Deployment
}

export interface ReplicaStatus {
  deployment: string
  replica: number
  host: string
  breaker: 'closed' | 'open' | 'half_open'
  outstanding: number
  queued: number
  limit: number | undefined
  calls: number
  failures: number
  p50Ms: number | undefined
  p95Ms: number | undefined
}

export interface Dispatcher {
  whole(route: Route, inquiry: Inquiry, asker: Asker, signal: Cancellation): Promise<Dispatched>
  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(
    route: Route,
    inquiry: Inquiry & { partsFor(deployment: Deployment, plan: DeploymentPlan): StreamParts },
    asker: Asker,
    signal: Cancellation,
  ): Promise<void>
  status(): readonly ReplicaStatus[]
}

export function dispatchFirst(models: ModelClient): Dispatcher {
  const firstOf = ({ chain }: Route) => {
    const [plan] = chain
    const deployment = plan?.replicas[0]
    if (!plan || !deployment) throw new Error('a route without a deployment is not dispatched')
    return { plan, deployment }
  }
  return {
    async whole(route, { questionFor }, _asker, signal) {
      const { plan, deployment } = firstOf(route)
      const answer = await models.whole(deployment, questionFor(deployment), signal)
      return { answer, plan, deployment }
    },
    stream(route, { questionFor, partsFor }, _asker, signal) {
      const { plan, deployment } = firstOf(route)
      const parts = partsFor(deployment, plan)
      return models.stream(deployment, questionFor(deployment), signal, parts)
    },
    status: () => [],
  }
}
