import type { GatewayError } from '../../protocol/index.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Errandable, Fleet } from './fleet.ts'
import { refusedByAll, shed } from './refusals.ts'
import type { Replica } from './replica.ts'

/** Where a call can begin; without a replica it waits in the fleet's queue. */
export interface Opening {
  readonly fleet: Fleet
  readonly replica: Replica | undefined
}

/** The deployments that one request may try, one after the other. */
export class ChainWalk {
  readonly #chain: readonly DeploymentPlan[]
  readonly #fleetOf: (plan: DeploymentPlan) => Fleet
  #at = 0
  #wasFull = false

  constructor(chain: readonly DeploymentPlan[], fleetOf: (plan: DeploymentPlan) => Fleet) {
    this.#chain = chain
    this.#fleetOf = fleetOf
  }

  get hasNext(): boolean {
    return this.#at + 1 < this.#chain.length
  }

  /** Whether there is nobody to ask beside the first replica of the first deployment. */
  isAlone({ replicas }: Fleet): boolean {
    return this.#chain.length === 1 && replicas.length === 1
  }

  next(): void {
    this.#at += 1
  }

  /** From here on, the first that has a replica to call, or one to wait for. */
  find(call: Errandable): Opening | undefined {
    for (; ; this.#at += 1) {
      const plan = this.#chain[this.#at]
      if (!plan) return undefined
      const fleet = this.#fleetOf(plan)
      const replica = fleet.pick(call)
      if (replica) return { fleet, replica }
      if (this.isAlone(fleet) && fleet.isWorthAnotherTry(call))
        return { fleet, replica: fleet.replicas[0] }
      if (!fleet.isFullFor(call)) continue
      this.#wasFull = true
      if (fleet.queue(call)) return { fleet, replica }
    }
  }

  /** Why nobody was found. */
  refusal(now: number): GatewayError {
    if (this.#wasFull) return shed()
    const replicas = this.#chain.flatMap((plan) => this.#fleetOf(plan).replicas)
    return refusedByAll(replicas, now)
  }
}
