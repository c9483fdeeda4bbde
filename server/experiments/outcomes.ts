// How requests end, told to whoever counts.
import type { Asker, DeploymentPlan, Route } from '../selection/route.ts'
import type { Experiments } from './experiments.ts'
import type { GuardRail } from './guard-rail.ts'

/** The part of a request for a suggestion that is counted. */
export interface Counted {
  readonly id: string
  readonly request: { readonly language: { readonly lang: string } | undefined }
  /** Undefined: the embedded engine. */
  readonly route: Route | undefined
  readonly asker: Asker
}

export interface Ending {
  /** Undefined: no deployment answered. */
  readonly plan: DeploymentPlan | undefined
  /** To the answer, or to its first part. */
  readonly ms: number
  readonly isEmpty: boolean
}

/** Counts people. */
export interface Users {
  add(user: string): void
}

/** Who answers where no deployment does. */
const EMBEDDED = 'embedded'
const HELD_BACK = 'hold'

export class Outcomes {
  readonly #experiments: Experiments
  readonly #rail: GuardRail
  readonly #users: Users | undefined

  constructor(experiments: Experiments, rail: GuardRail, users?: Users) {
    this.#experiments = experiments
    this.#rail = rail
    this.#users = users
  }

  requested({ route, asker }: Counted): void {
    this.#experiments.requested(route)
    this.#users?.add(asker.user)
  }

  /** A cancelled request is neither failed nor answered. */
  failed({ route }: Counted): void {
    this.#experiments.failed(route)
    if (route?.rule) this.#rail.note(route, undefined)
  }

  answered({ id, request, route, asker }: Counted, { plan, ms, isEmpty }: Ending): void {
    const isOwn = plan === route?.chain[0]
    this.#experiments.answered(route, {
      id,
      user: asker.user,
      model: plan?.name ?? (route ? HELD_BACK : EMBEDDED),
      language: request.language?.lang ?? '',
      isEmpty,
      isOwn,
    })
    // Where another model had to step in, the arm's own has failed.
    if (route?.rule && plan) this.#rail.note(route, isOwn ? ms : undefined)
  }
}
