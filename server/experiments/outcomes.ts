// How requests end, told to whoever counts.
import { GatewayError } from '../../protocol/index.ts'
import type { Asker, DeploymentPlan, Route } from '../selection/route.ts'
import { Cancelled } from '../upstream-errors.ts'
import type { Experiments } from './experiments.ts'
import type { GuardRail } from './guard-rail.ts'

/** The part of a request for a suggestion that is counted. */
export interface Counted {
  readonly id: string
  readonly request: {
    readonly kind: 'completion' | 'generation' | 'chat'
    readonly language: { readonly lang: string } | undefined
    readonly prefixChars: number
    readonly suffixChars: number
  }
  /** Undefined: the embedded engine. */
  readonly route: Route | undefined
  readonly asker: Asker
}

export interface Ending {
  /** Undefined: no deployment answered. */
  readonly plan: DeploymentPlan | undefined
  /** To the answer, or to its first part. */
  readonly ms: number
  /** Of the first choice; 0: there was nothing to suggest. */
  readonly chars: number
}

/** Whoever follows each suggestion. */
export interface Lifecycle {
  requested(asked: Counted): void
  answered(asked: Counted, ending: Ending, model: string): void
  failed(asked: Counted, code: string): void
  cancelled(asked: Counted): void
}

/** Counts people. */
export interface Users {
  add(user: string): void
}

interface OutcomesParts {
  readonly experiments: Experiments
  readonly rail: GuardRail
  readonly users: Users | undefined
  readonly lifecycle: Lifecycle | undefined
}

/** Who answers where no deployment does. */
const EMBEDDED = 'embedded'
const HELD_BACK = 'hold'

export class Outcomes {
  readonly #experiments: Experiments
  readonly #rail: GuardRail
  readonly #users: Users | undefined

  readonly #lifecycle: Lifecycle | undefined

  constructor({ experiments, rail, users, lifecycle }: OutcomesParts) {
    this.#experiments = experiments
    this.#rail = rail
    this.#users = users
    this.#lifecycle = lifecycle
  }

  /** Follows a whole answer from the question to its end, whichever that is. */
  async whole<T extends Pick<Ending, 'plan' | 'chars'>>(
    asked: Counted,
    answer: () => Promise<T>,
  ): Promise<T> {
    this.requested(asked)
    const startedAt = performance.now()
    try {
      const made = await answer()
      const { plan, chars } = made
      this.answered(asked, { plan, chars, ms: performance.now() - startedAt })
      return made
    } catch (error) {
      this.failed(asked, error)
      throw error
    }
  }

  requested(asked: Counted): void {
    this.#experiments.requested(asked.route)
    this.#users?.add(asked.asker.user)
    this.#lifecycle?.requested(asked)
  }

  /** A cancelled request is neither failed nor answered. */
  failed(asked: Counted, error: unknown): void {
    if (error instanceof Cancelled) {
      this.#lifecycle?.cancelled(asked)
      return
    }
    const { route } = asked
    this.#lifecycle?.failed(asked, error instanceof GatewayError ? error.code : 'internal_error')
    this.#experiments.failed(route)
    if (route?.rule) this.#rail.note(route, undefined)
  }

  answered(asked: Counted, ending: Ending): void {
    const { id, request, route, asker } = asked
    const { plan, ms, chars } = ending
    const model = plan?.name ?? (route ? HELD_BACK : EMBEDDED)
    this.#lifecycle?.answered(asked, ending, model)
    const isOwn = plan === route?.chain[0]
    this.#experiments.answered(route, {
      id,
      user: asker.user,
      model,
      language: request.language?.lang ?? '',
      isEmpty: chars === 0,
      isOwn,
    })
    // Where another model had to step in, the arm's own has failed.
    if (route?.rule && plan) this.#rail.note(route, isOwn ? ms : undefined)
  }
}
