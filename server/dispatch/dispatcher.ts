// Sends requests to the replicas of their route, and stays calm when these fail.
import type { Cancellation } from '../client.ts'
import type { Question } from '../model-client.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { Asker, DeploymentPlan, Route } from '../selection/route.ts'
import { AnswerCache, type AnswerLives } from './answer-cache.ts'
import type { Models } from './attempt.ts'
import { type Budgets, budgetsFrom, earn } from './budgets.ts'
import { type DispatchMeter, NO_METER } from './call-meter.ts'
import { type Clock, REAL_CLOCK } from './clock.ts'
import type { Delivery, Dispatched, Inquiry } from './delivery.ts'
import { Errand } from './errand.ts'
import { Fleets } from './fleets.ts'
import type { ErrandParts } from './job.ts'
import type { Manner, Replica } from './replica.ts'
import { fingerprint } from './same-question.ts'
import { askShadow } from './shadow.ts'
import { SingleFlight } from './single-flight.ts'
import { type ReplicaStatus, statusOf } from './status.ts'
import { StreamDelivery, type StreamInquiry } from './stream-delivery.ts'
import { documentKey, LatestRequests, type Replaceable } from './supersede.ts'
import { emptyTally, type Tally } from './tally.ts'
import { WholeDelivery } from './whole-delivery.ts'

export interface DispatcherOptions {
  readonly clock?: Clock
  /** How long a whole answer answers the same question again. */
  readonly answerLives?: AnswerLives
  readonly meter?: DispatchMeter
}

export class Dispatcher {
  readonly tally: Tally = emptyTally()
  readonly #clock: Clock
  readonly #meter: DispatchMeter
  readonly #budgets: Budgets
  readonly #fleets: Fleets
  readonly #latest = new LatestRequests()
  readonly #flights = new SingleFlight()
  readonly #cache: AnswerCache
  readonly #parts: ErrandParts

  constructor(client: Models, options: DispatcherOptions = {}) {
    const { clock = REAL_CLOCK, answerLives = {}, meter = NO_METER } = options
    this.#clock = clock
    this.#meter = meter
    this.#cache = new AnswerCache(answerLives)
    this.#budgets = budgetsFrom(clock.now())
    this.#fleets = new Fleets({ clock, meter })
    this.#parts = {
      client,
      clock,
      budgets: this.#budgets,
      tally: this.tally,
      fleetOf: (plan) => this.#fleets.of(plan),
    }
  }

  /**
   * One whole answer. Rejects with a GatewayError, or with Cancelled when the signal aborts.
   * Without choices when a newer request of the same person and document took over.
   */
  whole(route: Route, inquiry: Inquiry, asker: Asker, signal: Cancellation): Promise<Dispatched> {
    const asked = this.#asked(route, inquiry, asker)
    const { mark } = asked
    const cached = this.#cached(asked)
    if (cached) return Promise.resolve(cached)
    const shared = this.#flights.find(mark, asked.question, asked.plan)
    if (shared) {
      this.tally.shared += 1
      return this.#wait(shared, asked, signal)
    }
    const delivery = new WholeDelivery(asked)
    const errand = this.#errand('whole', asked, delivery)
    delivery.errand = errand
    this.#flights.begin(mark, { plan: asked.plan, question: asked.question, delivery })
    delivery.settled = (dispatched) => {
      this.#flights.end(mark, delivery)
      if (dispatched) this.#keep(asked, dispatched)
    }
    const promise = this.#wait(delivery, asked, signal)
    if (!signal.aborted) errand.start()
    this.#askShadows('whole', asked, signal)
    return promise
  }

  /** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
  stream(route: Route, inquiry: StreamInquiry, asker: Asker, signal: Cancellation): Promise<void> {
    const asked = this.#asked(route, inquiry, asker)
    const { plan, deployment, question } = asked
    const delivery = new StreamDelivery({ inquiry, plan, deployment, question, signal })
    const errand = this.#errand('stream', asked, delivery)
    delivery.errand = errand
    this.#enter(asked, delivery)
    if (!signal.aborted) errand.start()
    this.#askShadows('stream', asked, signal)
    return delivery.done
  }

  /** Servers among which there is a choice. */
  get chosenReplicas(): Iterable<Replica> {
    return this.#fleets.chosen
  }

  status(plans: readonly DeploymentPlan[]): readonly ReplicaStatus[] {
    const now = this.#clock.now()
    return plans.flatMap((plan) => statusOf(this.#fleets.of(plan), now))
  }

  #asked(route: Route, inquiry: Inquiry, asker: Asker): Asked {
    const [plan] = route.chain
    const [deployment] = plan?.replicas ?? []
    if (!plan || !deployment) throw new Error('a route without a deployment is not dispatched')
    this.tally.requests += 1
    if (asker.arrivedAt !== undefined) this.#meter.asked(this.#clock.now() - asker.arrivedAt)
    earn(this.#budgets)
    const question = inquiry.questionFor(deployment)
    // What is noted in the log is of this request alone.
    const mark = question.note ? `${this.tally.requests}` : fingerprint(question)
    return { route, inquiry, asker, plan, deployment, question, mark }
  }

  #errand(manner: Manner, asked: Asked, delivery: Delivery): Errand {
    const { route, inquiry, asker, question } = asked
    const { priority, deadlineAt, user, document, isTest = false, trace } = asker
    const affinity = user === '' ? '' : `${user}\n${document}`
    const { chain } = route
    const job = { chain, manner, priority, affinity, deadlineAt, isTest, trace, inquiry, question }
    return new Errand(this.#parts, job, delivery)
  }

  #wait(delivery: WholeDelivery, asked: Asked, signal: Cancellation): Promise<Dispatched> {
    const waiter = delivery.join(signal)
    this.#enter(asked, waiter)
    return waiter.promise
  }

  #enter({ asker, inquiry, deployment }: Asked, request: Replaceable & { left: () => void }): void {
    const key = documentKey(asker, deployment)
    if (key === undefined) return
    if (this.#latest.enter(key, inquiry.prefix, request)) this.tally.replaced += 1
    request.left = () => this.#latest.leave(key, request)
  }

  #cached({ asker, mark, question, plan }: Asked): Dispatched | undefined {
    if (!this.#cache.isOnFor(asker.priority)) return undefined
    const cached = this.#cache.get(mark, { question, plan, now: this.#clock.now() })
    if (cached) this.tally.cached += 1
    return cached
  }

  #keep({ asker, mark, question, plan }: Asked, dispatched: Dispatched): void {
    const { priority } = asker
    if (!this.#cache.isOnFor(priority)) return
    this.#cache.keep(mark, { question, plan, dispatched, priority, now: this.#clock.now() })
  }

  #askShadows(manner: Manner, { route, inquiry, asker }: Asked, signal: Cancellation): void {
    for (const plan of route.shadow) {
      setImmediate(() => askShadow(this.#parts, { plan, manner, inquiry, asker }, signal))
    }
  }
}

interface Asked {
  readonly route: Route
  readonly inquiry: Inquiry
  readonly asker: Asker
  /** The first to be asked. */
  readonly plan: DeploymentPlan
  readonly deployment: Deployment
  readonly question: Question
  /** Equal for equal questions. */
  readonly mark: string
}
