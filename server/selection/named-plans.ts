// Models that requests name, as plans that are made once: what is learned about a server is kept by its plan.
import type { Deployment } from './deployment.ts'
import type { DeploymentPlan, Route } from './route.ts'

/** Requests may name any number; the oldest is forgotten first. */
const MAX_PLANS = 1_000

/** The name of all of them in answers and metrics: a label must not hold what a caller wrote. */
export const NAMED = 'named'

export class NamedPlans {
  readonly #routes = new Map<string, Route>()
  readonly #timeouts: DeploymentPlan['timeouts']

  constructor(timeouts: DeploymentPlan['timeouts']) {
    this.#timeouts = timeouts
  }

  routeTo(deployment: Deployment): Route {
    const key = keyOf(deployment)
    const known = this.#routes.get(key)
    if (known) return known
    const [oldest] = this.#routes.keys()
    if (this.#routes.size >= MAX_PLANS && oldest !== undefined) this.#routes.delete(oldest)
    const plan = {
      name: NAMED,
      replicas: [deployment],
      timeouts: this.#timeouts,
      maxConcurrency: undefined,
    }
    const fresh = Object.freeze({ rule: '', arm: '', chain: [plan], shadow: [] })
    this.#routes.set(key, fresh)
    return fresh
  }
}

const keyOf = ({ engine, name, identifier, baseUrl, apiKey }: Deployment): string =>
  `${engine}\n${name}\n${identifier}\n${baseUrl}\n${apiKey}`
