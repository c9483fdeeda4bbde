// One request's way to an answer: which replica, when another, and when none.
import { GatewayError } from '../../protocol/index.ts'
import type { Question } from '../model-client.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Asker, DeploymentPlan } from '../selection/route.ts'
import { Asking } from './asking.ts'
import { Attempt, type AttemptOwner, type Models, type Place } from './attempt.ts'
import type { RequestTrace } from './call-trace.ts'
import { ChainWalk } from './chain-walk.ts'
import type { Delivery, Inquiry } from './delivery.ts'
import { isServerFault } from './faults.ts'
import type { Errandable, Fleet } from './fleet.ts'
import { Hedge, type HedgeParts } from './hedge.ts'
import { shed } from './refusals.ts'
import type { Manner, Replica } from './replica.ts'
import { Retries } from './retries.ts'

/** What all errands share. */
export interface ErrandParts extends HedgeParts {
  readonly client: Models
  fleetOf(plan: DeploymentPlan): Fleet
}

export interface Job {
  readonly chain: readonly DeploymentPlan[]
  readonly manner: Manner
  readonly priority: Asker['priority']
  /** Who asks and for which document; empty: nobody in particular. */
  readonly affinity: string
  readonly deadlineAt: number | undefined
  readonly isTest: boolean
  readonly trace: RequestTrace | undefined
  readonly inquiry: Inquiry
  /** For the first to be asked. */
  readonly question: Question
}

export class Errand implements AttemptOwner, Errandable {
  readonly affinity: string
  readonly manner: Manner
  readonly priority: Asker['priority']
  readonly deadlineAt: number
  readonly isTest: boolean
  readonly tried: Replica[] = []
  readonly #parts: ErrandParts
  readonly #delivery: Delivery
  readonly #walk: ChainWalk
  readonly #asking: Asking
  readonly #retries: Retries
  readonly #trace: RequestTrace | undefined
  /** Undefined where it is not worth it. */
  readonly #hedge: Hedge | undefined
  #live: Attempt[] = []
  #waitsAt: Fleet | undefined
  #disarm: (() => void) | undefined
  #speaker: Attempt | undefined
  #isContinuing = false
  #isDone = false

  constructor(parts: ErrandParts, job: Job, delivery: Delivery) {
    const [first] = job.chain
    const ownEnd = parts.clock.now() + (first?.timeouts.totalMs ?? 0)
    this.#parts = parts
    this.#delivery = delivery
    this.#walk = new ChainWalk(job.chain, parts.fleetOf)
    this.#asking = new Asking(job.inquiry, job.question, first)
    this.affinity = job.affinity
    this.manner = job.manner
    this.priority = job.priority
    this.isTest = job.isTest
    this.#trace = job.trace
    this.deadlineAt = Math.min(job.deadlineAt ?? ownEnd, ownEnd)
    this.#retries = new Retries(parts, this.deadlineAt)
    this.#hedge = isWorthHedging(job) ? new Hedge(parts, this) : undefined
  }

  start(): void {
    this.#proceed(undefined)
  }

  /** Nobody waits for the answer any more. */
  abandon(): void {
    if (this.#isDone) return
    this.#finish()
    for (const attempt of this.#live) attempt.cancel()
  }

  /** What is under way cannot become an answer. */
  giveUp(error: Error): void {
    this.abandon()
    this.#delivery.failed(error)
  }

  /** Continues a paused stream. */
  resume(): void {
    this.#speaker?.resume()
  }

  admitted(replica: Replica): void {
    const fleet = this.#waitsAt
    if (!fleet) return
    this.#stopWaiting()
    // It would be answered too late: the place is for one who has the time.
    if (this.#parts.clock.now() + fleet.occupiedMs > this.deadlineAt) this.#shed()
    else this.#launch({ fleet, replica })
  }

  canHedge(): boolean {
    const [late] = this.#live
    return this.#live.length === 1 && late?.fleet.pick(this) !== undefined
  }

  hedge(): void {
    const { fleet } = this.#live[0] ?? {}
    const replica = fleet?.pick(this)
    if (fleet && replica) this.#launch({ fleet, replica })
  }

  asked(): void {
    this.#delivery.asked()
  }

  opened(attempt: Attempt): void {
    this.#delivery.opened(attempt)
    if (!this.#walk.isAlone(attempt.fleet)) return
    this.#asking.forget()
    this.#delivery.isLast()
  }

  heard(attempt: Attempt, text: string): boolean {
    if (this.#speaker !== attempt) this.#listenTo(attempt)
    return this.#delivery.text(attempt, text)
  }

  ended(attempt: Attempt): void {
    if (this.#speaker !== attempt) this.#listenTo(attempt)
    this.#finish()
    this.#delivery.ended(attempt)
  }

  answered(attempt: Attempt, answer: ModelAnswer): void {
    this.#listenTo(attempt)
    this.#finish()
    this.#delivery.answered(attempt, answer)
  }

  failed(attempt: Attempt, error: Error): void {
    this.#live = this.#live.filter((other) => other !== attempt)
    if (this.#isDone || this.#live.length > 0) return
    this.#hedge?.disarm()
    const hasSpoken = this.#speaker === attempt
    this.#speaker = undefined
    if (!isServerFault(error)) this.#tryNextDeployment(error)
    else if (this.#delivery.isVisible) this.#continue(attempt.fleet, error)
    else {
      if (hasSpoken) this.#delivery.restart()
      this.#tryAgain(attempt, error)
    }
  }

  /** The first to speak is listened to, and the other ended. */
  #listenTo(attempt: Attempt): void {
    this.#speaker = attempt
    this.#hedge?.disarm()
    if (this.#live.length === 1) return
    const others = this.#live.filter((other) => other !== attempt)
    this.#live = [attempt]
    for (const other of others) other.cancel()
  }

  /** The request, or the key, is what this deployment does not like. The next one may. */
  #tryNextDeployment(error: Error): void {
    const isRefusal = error instanceof GatewayError && !this.#delivery.isVisible
    if (!isRefusal || !this.#walk.hasNext || !this.#mayRetry()) this.#fail(error)
    else {
      this.#walk.next()
      this.#proceed(error)
    }
  }

  #tryAgain({ fleet, replica }: Attempt, error: GatewayError): void {
    const hasOther = this.#walk.hasNext || fleet.pick(this) !== undefined
    const pauseMs = hasOther ? 0 : this.#retries.pauseBeforeRepeat(error)
    if (pauseMs === undefined || !this.#mayRetry()) this.#fail(error)
    else if (hasOther) this.#proceed(error)
    else {
      this.#disarm = this.#parts.clock.after(pauseMs, () => {
        this.tried.splice(this.tried.indexOf(replica), 1)
        this.#proceed(error)
      })
    }
  }

  /** Has another replica say it all again, and shows what comes behind what was shown. */
  #continue(fleet: Fleet, error: GatewayError): void {
    const replica = this.#isContinuing ? undefined : fleet.pick(this)
    if (!replica || !this.#mayRetry() || !this.#delivery.continue(error)) this.#fail(error)
    else {
      this.#isContinuing = true
      this.#parts.tally.continued += 1
      this.#launch({ fleet, replica })
    }
  }

  #mayRetry(): boolean {
    const isPossible = this.priority !== 'shadow' && !this.#asking.isForgotten
    return isPossible && this.#retries.spend()
  }

  /** `error`: why the last call was none. */
  #proceed(error: Error | undefined): void {
    const opening = this.#walk.find(this)
    if (!opening) {
      this.#fail(error ?? this.#refusal())
      return
    }
    const { fleet, replica } = opening
    if (replica) this.#launch({ fleet, replica })
    else this.#wait(fleet)
  }

  #wait(fleet: Fleet): void {
    const { clock } = this.#parts
    this.#waitsAt = fleet
    this.#disarm = clock.after(this.deadlineAt - clock.now(), () => {
      this.#stopWaiting()
      this.#shed()
    })
  }

  #shed(): void {
    this.#parts.tally.shed += 1
    this.#fail(shed())
  }

  #refusal(): GatewayError {
    const { clock, tally } = this.#parts
    const error = this.#walk.refusal(clock.now())
    if (error.code === 'overloaded') tally.shed += 1
    return error
  }

  #launch(place: Place): void {
    const { client, clock } = this.#parts
    const { plan, replicas } = place.fleet
    const question = this.#asking.inWordsOf(place)
    if (!question) return
    this.tried.push(place.replica)
    const trace = this.#trace?.call(plan)
    const attempt = new Attempt(this, place, { clock, trace })
    this.#live.push(attempt)
    const { lateMs, startedAt } = attempt
    if (lateMs !== undefined && replicas.length > 1) this.#hedge?.arm(lateMs)
    const { timeouts } = plan
    const answerWithinMs = Math.max(1, this.deadlineAt - startedAt)
    const asked = { ...question, timeouts, answerWithinMs, traceparent: trace?.traceparent }
    attempt.run(client, this.#isContinuing ? { ...asked, temperature: 0 } : asked)
  }

  #fail(error: Error): void {
    if (this.#isDone) return
    this.#finish()
    this.#delivery.failed(error)
  }

  #finish(): void {
    this.#isDone = true
    this.#asking.forget()
    this.#hedge?.disarm()
    this.#stopWaiting()
  }

  #stopWaiting(): void {
    this.#disarm?.()
    this.#disarm = undefined
    this.#waitsAt?.leave(this)
    this.#waitsAt = undefined
  }
}

/** Without another replica there is nobody to ask, and a whole generation may rightly take many times another's time. */
const isWorthHedging = ({ chain, manner, priority }: Job): boolean =>
  chain.some(({ replicas }) => replicas.length > 1) &&
  priority !== 'shadow' &&
  (priority === 'completion' || manner === 'stream')
