// One request's way to an answer: which replica, when another, and when none.
import type { GatewayError } from '../../protocol/index.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Asker } from '../selection/route.ts'
import { Asking } from './asking.ts'
import { Attempt } from './attempt.ts'
import type { AttemptOwner } from './attempt-owner.ts'
import type { RequestTrace } from './call-trace.ts'
import { ChainWalk } from './chain-walk.ts'
import type { Delivery } from './delivery.ts'
import type { Place } from './fleet.ts'
import { Hedge } from './hedge.ts'
import { type ErrandParts, isWorthHedging, type Job } from './job.ts'
import { type Recovering, Recovery } from './recovery.ts'
import { shed } from './refusals.ts'
import type { Manner, Replica } from './replica.ts'
import { UnderWay } from './under-way.ts'
import { Waiting } from './waiting.ts'

export class Errand implements AttemptOwner, Recovering {
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
  readonly #trace: RequestTrace | undefined
  /** Undefined where it is not worth it. */
  readonly #hedge: Hedge | undefined
  readonly #underWay = new UnderWay()
  readonly #waiting: Waiting
  /** Undefined until a call has failed. */
  #recovery: Recovery | undefined
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
    this.#waiting = new Waiting(parts.clock, this)
    this.#hedge = isWorthHedging(job) ? new Hedge(parts, this) : undefined
  }

  start(): void {
    this.proceed(undefined)
  }

  /** Nobody waits for the answer any more. */
  abandon(): void {
    if (this.#isDone) return
    this.#finish()
    this.#underWay.cancel()
  }

  /** What is under way cannot become an answer. */
  giveUp(error: Error): void {
    this.abandon()
    this.#delivery.failed(error)
  }

  /** Continues a paused stream. */
  resume(): void {
    this.#underWay.speaker?.resume()
  }

  admitted(replica: Replica): void {
    const { fleet } = this.#waiting
    if (!fleet) return
    this.#waiting.end()
    // It would be answered too late: the place is for one who has the time.
    if (this.#parts.clock.now() + fleet.occupiedMs > this.deadlineAt) this.#shed()
    else this.launch({ fleet, replica })
  }

  canHedge(): boolean {
    return this.#underWay.only?.fleet.pick(this) !== undefined
  }

  hedge(): void {
    const { fleet } = this.#underWay.only ?? {}
    const replica = fleet?.pick(this)
    if (fleet && replica) this.launch({ fleet, replica })
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
    if (this.#underWay.speaker !== attempt) this.#listenTo(attempt)
    return this.#delivery.text(attempt, text)
  }

  ended(attempt: Attempt): void {
    if (this.#underWay.speaker !== attempt) this.#listenTo(attempt)
    this.#finish()
    this.#delivery.ended(attempt)
  }

  answered(attempt: Attempt, answer: ModelAnswer): void {
    this.#listenTo(attempt)
    this.#finish()
    this.#delivery.answered(attempt, answer)
  }

  failed(attempt: Attempt, error: Error): void {
    const hasSpoken = this.#underWay.remove(attempt)
    if (this.#isDone || !this.#underWay.isEmpty) return
    this.#hedge?.disarm()
    this.#recovery ??= new Recovery(this, {
      shared: this.#parts,
      walk: this.#walk,
      asking: this.#asking,
      delivery: this.#delivery,
    })
    this.#recovery.after(attempt, error, hasSpoken)
  }

  #listenTo(attempt: Attempt): void {
    this.#hedge?.disarm()
    this.#underWay.listenTo(attempt)
  }

  /** `error`: why the last call was none. */
  proceed(error: Error | undefined): void {
    const opening = this.#walk.find(this)
    if (!opening) {
      this.fail(error ?? this.#refusal())
      return
    }
    const { fleet, replica } = opening
    if (replica) this.launch({ fleet, replica })
    else this.#waiting.inQueueOf(fleet, () => this.#shed())
  }

  proceedIn(ms: number, error: Error): void {
    this.#waiting.forMs(ms, () => this.proceed(error))
  }

  #shed(): void {
    this.#parts.tally.shed += 1
    this.fail(shed())
  }

  #refusal(): GatewayError {
    const { clock, tally } = this.#parts
    const error = this.#walk.refusal(clock.now())
    if (error.code === 'overloaded') tally.shed += 1
    return error
  }

  launch(place: Place): void {
    const { client, clock } = this.#parts
    const { plan, replicas } = place.fleet
    const question = this.#asking.inWordsOf(place)
    if (!question) return
    this.tried.push(place.replica)
    const trace = this.#trace?.call(plan)
    const attempt = new Attempt(this, place, { clock, trace })
    this.#underWay.add(attempt)
    const { lateMs } = attempt
    if (lateMs !== undefined && replicas.length > 1) this.#hedge?.arm(lateMs)
    attempt.run(client, question, this.#recovery?.isContinuing ? 0 : question.temperature)
  }

  fail(error: Error): void {
    if (this.#isDone) return
    this.#finish()
    this.#delivery.failed(error)
  }

  #finish(): void {
    this.#isDone = true
    this.#asking.forget()
    this.#hedge?.disarm()
    this.#waiting.end()
  }
}
