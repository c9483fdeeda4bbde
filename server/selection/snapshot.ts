// The configuration that requests are routed by: made as a whole, never changed, replaced as a whole.
import { apiKeyCheck } from '../auth/authorization.ts'
import type { ArmPlan, FilePlan, RulePlan } from '../config-file/plan.ts'
import type { Guard } from '../config-file/schema.ts'
import type { Limits } from '../limits/rate-limits.ts'
import type { DeploymentPlan, Route } from './route.ts'
import { type Test, testsOf } from './rules.ts'
import { type Share, seedOf } from './split.ts'

/** A share of a split that a model answers. */
export interface Arm extends Share {
  readonly name: string
  /** Made once: requests of the arm share it. */
  readonly route: Route
  /** The same for those whose requests are also sent to the shadow. */
  readonly shadowed: Route
  readonly guard: Guard | undefined
  /** The same as long as nothing about the arm changes, over reloads: what was learned of it still holds. */
  readonly identity: string
}

/** Taken out before the split: a changed split moves nobody in or out of it. */
export interface Portion {
  readonly percent: number
  readonly seed: number
}

export interface Rule {
  readonly name: string
  readonly tests: readonly Test[]
  readonly hold: (Portion & { readonly route: Route }) | undefined
  readonly arms: readonly Arm[]
  readonly shadow: Portion | undefined
}

export interface Snapshot {
  readonly rules: readonly Rule[]
  /** Where a request goes that no rule is for; undefined: to the embedded engine. */
  readonly otherwise: Route | undefined
  readonly deployments: readonly DeploymentPlan[]
  /** Undefined: nobody is limited. */
  readonly limits: Limits | undefined
  isApiKey(digest: Buffer): boolean
  readonly hasApiKeys: boolean
}

/** `preset`: the model of the environment, which answers what no rule is for. */
export function snapshotOf(
  file: FilePlan | undefined,
  preset: DeploymentPlan | undefined,
): Snapshot {
  const { apiKeys = [], deployments = [], rules = [], limits } = file ?? {}
  const [only] = rules.length === 0 ? deployments : []
  const answering = only ?? preset
  return Object.freeze({
    rules: rules.map(ruleOf),
    otherwise: answering && route('', '', [answering]),
    deployments: preset ? [...deployments, preset] : deployments,
    limits,
    isApiKey: apiKeyCheck(apiKeys),
    hasApiKeys: apiKeys.length > 0,
  })
}

/** The snapshot that is in force. A request takes it once and keeps it. */
export class LiveSnapshot {
  #current: Snapshot

  constructor(first: Snapshot) {
    this.#current = first
  }

  current(): Snapshot {
    return this.#current
  }

  swap(next: Snapshot): void {
    this.#current = next
  }
}

function ruleOf(plan: RulePlan): Rule {
  const { name, hold, shadow } = plan
  return {
    name,
    tests: testsOf(plan.when),
    hold: hold && {
      percent: hold.percent,
      seed: seedOf(name, 'hold', ''),
      route: route(name, hold.name, []),
    },
    arms: plan.arms.map((arm) => armOf(arm, plan)),
    shadow: shadow && { percent: shadow.percent, seed: seedOf(name, 'shadow', '') },
  }
}

function armOf(arm: ArmPlan, { name: rule, shadow }: RulePlan): Arm {
  const shadows = shadow ? [shadow.deployment] : []
  return {
    name: arm.name,
    weight: arm.percent,
    seed: seedOf(rule, arm.name),
    route: route(rule, arm.name, arm.chain),
    shadowed: route(rule, arm.name, arm.chain, shadows),
    guard: arm.guard,
    identity: identityOf(rule, arm),
  }
}

/** Without keys: a renewed key is the same model. */
const identityOf = (rule: string, { name, percent, guard, chain }: ArmPlan): string =>
  JSON.stringify([
    [rule, name, percent, guard],
    chain.map(({ replicas }) => replicas.map(({ identifier, baseUrl }) => [identifier, baseUrl])),
  ])

const route = (
  rule: string,
  arm: string,
  chain: readonly DeploymentPlan[],
  shadow: readonly DeploymentPlan[] = [],
): Route => Object.freeze({ rule, arm, chain, shadow })
