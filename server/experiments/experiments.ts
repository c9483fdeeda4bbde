// What each arm was asked, answered, and what people did with it. In memory, and beside that in Redis where there is one.
import type { FeedbackBody } from '../../protocol/index.ts'
import type { Counters } from '../counters.ts'
import type { Route } from '../selection/route.ts'
import { keyOf } from '../selection/split.ts'
import { type Remembered, take } from './feedback.ts'
import { Recent } from './recent.ts'
import type { ArmCount, SharedTally } from './shared-tally.ts'
import { ArmTally } from './tally.ts'

/** Suggestions whose feedback is waited for; minutes of a busy gateway, and about 5 MB. */
const MAX_REMEMBERED = 20_000
/** Arms that were ever configured while this process runs. */
const MAX_ARMS = 1_000

export interface Answered {
  readonly id: string
  /** `Asker.user`. */
  readonly user: string
  /** The name of the deployment. */
  readonly model: string
  readonly language: string
  readonly isEmpty: boolean
  /** Whether the arm's own model answered, and none that stepped in. */
  readonly isOwn: boolean
}

export class Experiments {
  readonly #counters: Counters
  readonly #byName = new Map<string, ArmTally>()
  /** Routes are made once for an arm, so that most requests need no name. */
  readonly #byRoute = new WeakMap<Route, ArmTally>()
  readonly #remembered = new Recent<string, Remembered>(MAX_REMEMBERED)
  readonly #unruled = new ArmTally('', '')
  readonly #shared: SharedTally | undefined

  /** `shared`: where several gateways count together, beside what this one counts. */
  constructor(counters: Counters, shared?: SharedTally) {
    this.#counters = counters
    this.#shared = shared
  }

  /** Of every arm that was asked, in that order; what no rule decided is not among them. */
  get arms(): readonly ArmTally[] {
    return [...this.#byName.values()]
  }

  /** The same, and what no rule decided, whose names are empty. */
  get all(): readonly ArmTally[] {
    return [this.#unruled, ...this.#byName.values()]
  }

  requested(route: Route | undefined): void {
    this.#count(route, 'requests')
  }

  failed(route: Route | undefined): void {
    this.#count(route, 'failures')
  }

  answered(route: Route | undefined, answer: Answered): void {
    const tally = this.#tallyOf(route)
    const cell = tally.cell(answer.model, answer.language)
    cell.answers += 1
    if (!answer.isOwn) this.#count(route, 'fallbacks')
    const person = keyOf(answer.user)
    if (route?.rule) {
      const { model, language, isEmpty } = answer
      const { rule, arm } = route
      this.#shared?.answered(answer.id, { rule, arm, model, language, person }, isEmpty)
    }
    if (answer.isEmpty) {
      cell.empty += 1
      return
    }
    this.#remembered.add(answer.id, {
      tally,
      cell,
      person,
      isShown: false,
      outcome: undefined,
      acceptedChars: 0,
      keptMs: 0,
    })
  }

  /** What all gateways know of, where they count together. */
  async takeTogether(body: FeedbackBody): Promise<{ taken: number; unknown: number }> {
    const here = this.take(body)
    return (await this.#shared?.take(body)) ?? here
  }

  /** Sends what was counted and not yet told the others. */
  async flush(): Promise<void> {
    await this.#shared?.flush()
  }

  /** Of every arm, by all gateways; or by this one alone, where none of them can be asked. */
  async armsTogether(): Promise<readonly ArmTally[]> {
    return (await this.#shared?.tallies()) ?? this.arms
  }

  take({ events }: FeedbackBody): { taken: number; unknown: number } {
    let taken = 0
    for (const event of events) {
      const suggestion = this.#remembered.get(event.suggestion_id)
      if (!suggestion) continue
      take(event, suggestion)
      taken += 1
    }
    const unknown = events.length - taken
    this.#counters.feedbackTaken += taken
    this.#counters.feedbackUnknown += unknown
    return { taken, unknown }
  }

  #count(route: Route | undefined, what: ArmCount): void {
    this.#tallyOf(route)[what] += 1
    if (route?.rule) this.#shared?.count(route.rule, route.arm, what)
  }

  #tallyOf(route: Route | undefined): ArmTally {
    if (!route?.rule) return this.#unruled
    const known = this.#byRoute.get(route)
    if (known) return known
    const name = `${route.rule}\n${route.arm}`
    const tally = this.#byName.get(name) ?? new ArmTally(route.rule, route.arm)
    if (this.#byName.size < MAX_ARMS) this.#byName.set(name, tally)
    this.#byRoute.set(route, tally)
    return tally
  }
}
