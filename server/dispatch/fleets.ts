// What is known of every server, over all changes of the configuration.
import type { Deployment } from '../selection/deployment.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { Fleet, type FleetParts } from './fleet.ts'
import { Replica } from './replica.ts'

/** Requests may name any number of servers; the oldest that is idle is forgotten first. */
const MAX_REPLICAS = 2_000

export class Fleets {
  readonly #parts: FleetParts
  readonly #fleets = new WeakMap<DeploymentPlan, Fleet>()
  readonly #replicas = new Map<string, Replica>()
  readonly #chosen = new Set<Replica>()

  constructor(parts: FleetParts) {
    this.#parts = parts
  }

  /** A plan is an object of one configuration; its replicas are known by what they are. */
  of(plan: DeploymentPlan): Fleet {
    const known = this.#fleets.get(plan)
    if (known) return known
    const replicas = plan.replicas.map((deployment) => this.#replica(deployment, plan))
    const fleet = new Fleet(plan, replicas, this.#parts)
    this.#fleets.set(plan, fleet)
    if (replicas.length > 1) for (const replica of replicas) this.#chosen.add(replica)
    return fleet
  }

  /** Replicas among which there is a choice. */
  get chosen(): Iterable<Replica> {
    return this.#chosen
  }

  #replica(deployment: Deployment, { maxConcurrency }: DeploymentPlan): Replica {
    const { baseUrl, identifier, apiKey, engine, name } = deployment
    const key = JSON.stringify([baseUrl, identifier, apiKey, engine, name, maxConcurrency])
    const known = this.#replicas.get(key)
    if (known) return known
    this.#dropIdle()
    const replica = new Replica(deployment, maxConcurrency, this.#parts.clock)
    this.#replicas.set(key, replica)
    return replica
  }

  #dropIdle(): void {
    if (this.#replicas.size < MAX_REPLICAS) return
    for (const [key, replica] of this.#replicas) {
      if (replica.outstanding > 0) continue
      this.#replicas.delete(key)
      this.#chosen.delete(replica)
      return
    }
  }
}
