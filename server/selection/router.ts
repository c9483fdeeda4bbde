// Which models answer a request: the one that it names, else what the rules say, else the one that is configured.
import type { ModelConfig } from '../config.ts'
import { type NamedModel, namedDeployment } from './named-model.ts'
import { NamedPlans } from './named-plans.ts'
import type { DeploymentPlan, Route } from './route.ts'
import { type Facts, isFitting } from './rules.ts'
import type { Arm, LiveSnapshot, Rule } from './snapshot.ts'
import { chosenShare, isWithin, keyOf } from './split.ts'

export interface RouterParts {
  readonly live: LiveSnapshot
  readonly models: ModelConfig
  readonly timeouts: DeploymentPlan['timeouts']
  /** Whether an arm is at 0 % for now, whatever the configuration says. */
  isClosed(arm: Arm): boolean
}

export class Router {
  readonly #parts: RouterParts
  readonly #named: NamedPlans

  constructor(parts: RouterParts) {
    this.#parts = parts
    this.#named = new NamedPlans(parts.timeouts)
  }

  /** Whether a model answers requests that name none. */
  get isConfigured(): boolean {
    const { rules, otherwise } = this.#parts.live.current()
    return otherwise !== undefined || rules.length > 0
  }

  /**
   * Undefined: the embedded engine. `user` is `Asker.user`: the same goes the same way.
   * Errors: those of `namedDeployment`.
   */
  route(named: NamedModel | undefined, facts: Facts, user: string): Route | undefined {
    if (named) return this.#named.routeTo(namedDeployment(named, this.#parts.models))
    const { rules, otherwise } = this.#parts.live.current()
    for (const rule of rules) {
      if (isFitting(rule.tests, facts)) return this.#routeIn(rule, user)
    }
    return otherwise
  }

  /** For chat and prompts by id, which nobody holds back; undefined when there is no model. */
  unheld(named: NamedModel | undefined, facts: Facts, user: string): Route | undefined {
    const route = this.route(named, facts, user)
    if (route?.chain.length !== 0) return route
    const { rules } = this.#parts.live.current()
    return rules.find(({ name }) => name === route.rule)?.arms[0]?.route
  }

  #routeIn(rule: Rule, user: string): Route | undefined {
    const { hold, shadow, arms } = rule
    const [only] = arms
    if (arms.length === 1 && !hold && !shadow) return only?.route
    const key = keyOf(user)
    if (hold && isWithin(hold.percent, hold.seed, key)) return hold.route
    const arm = this.#armFor(arms, key)
    return shadow && isWithin(shadow.percent, shadow.seed, key) ? arm?.shadowed : arm?.route
  }

  /** Those of a closed arm are split among the others; everybody else stays. */
  #armFor(arms: readonly Arm[], key: number): Arm | undefined {
    const { isClosed } = this.#parts
    const first = arms.length === 1 ? arms[0] : chosenShare(arms, key)
    if (!first || !isClosed(first)) return first
    const open = arms.filter((arm) => !isClosed(arm))
    return chosenShare(open, key) ?? first
  }
}
