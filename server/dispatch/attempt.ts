// One call of one replica, and what it teaches about it.
import { type ErrorCode, GatewayError } from '../../protocol/index.ts'
import type { ModelClient, Question } from '../model-client.ts'
import type { Playing } from '../playing.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Asker } from '../selection/route.ts'
import type { ModelEar } from '../stream-relay.ts'
import type { Usage } from '../suggestion.ts'
import { Cancelled } from '../upstream-errors.ts'
import type { AttemptOwner } from './attempt-owner.ts'
import type { CallOutcome, EndedCall } from './call-meter.ts'
import type { CallTrace } from './call-trace.ts'
import type { Clock } from './clock.ts'
import { isServerFault } from './faults.ts'
import type { Fleet, Place } from './fleet.ts'
import type { Manner, Replica } from './replica.ts'
import type { SilentCall } from './silent-calls.ts'
import { Stop } from './stop.ts'

/** What calls models. */
export type Models = Pick<ModelClient, 'whole' | 'listen'>

interface AttemptParts {
  readonly clock: Clock
  /** Undefined: nobody follows it. */
  readonly trace: CallTrace | undefined
}

export class Attempt implements ModelEar, SilentCall, EndedCall {
  readonly fleet: Fleet
  readonly replica: Replica
  readonly startedAt: number
  readonly lateMs: number | undefined
  earlier: SilentCall | undefined
  later: SilentCall | undefined
  /** What the server said of the answer at its end. */
  usage: Usage | undefined
  outcome: CallOutcome = 'cancelled'
  saidChars = 0
  readonly #owner: AttemptOwner
  readonly #clock: Clock
  readonly #trace: CallTrace | undefined
  readonly #role: 'call' | 'probe'
  readonly #stop = new Stop()
  #playing: Playing | undefined
  #hasSpoken = false
  #isSettled = false

  constructor(owner: AttemptOwner, { fleet, replica }: Place, { clock, trace }: AttemptParts) {
    this.#owner = owner
    this.fleet = fleet
    this.replica = replica
    this.#clock = clock
    this.#trace = trace
    this.startedAt = clock.now()
    this.lateMs = replica.latency[owner.manner].lateMs
    this.#role = replica.breaker.begin(this.startedAt)
    replica.began(this)
    fleet.meter.began()
  }

  get manner(): Manner {
    return this.#owner.manner
  }

  get priority(): Asker['priority'] {
    return this.#owner.priority
  }

  /** `temperature`: in place of the family's. */
  run(client: Models, { prompt, note, maxTokens, choices }: Question, temperature?: number): void {
    const { deployment } = this.replica
    const asked = {
      prompt,
      note,
      maxTokens,
      choices,
      answerWithinMs: Math.max(1, this.#owner.deadlineAt - this.startedAt),
      timeouts: this.fleet.plan.timeouts,
      temperature,
      traceparent: this.#trace?.traceparent,
    }
    if (this.#owner.manner === 'stream') {
      this.#playing = client.listen(deployment, asked, this.#stop, this)
    } else {
      client.whole(deployment, asked, this.#stop).then(
        (answer) => this.#answer(answer),
        (error) => this.fail(error),
      )
    }
  }

  resume(): void {
    this.#playing?.resume()
  }

  asked(): void {
    if (!this.#isSettled) this.#owner.asked()
  }

  open(): void {
    if (!this.#isSettled) this.#owner.opened(this)
  }

  text(text: string): boolean {
    if (this.#isSettled) return true
    if (!this.#hasSpoken) this.#speak()
    this.saidChars += text.length
    return this.#owner.heard(this, text)
  }

  end(usage?: Usage): void {
    if (this.#isSettled) return
    this.usage = usage
    this.#succeed()
    this.#owner.ended(this)
  }

  fail(error: Error): void {
    if (this.#isSettled) return
    const { replica } = this
    const now = this.#clock.now()
    if (isServerFault(error) && !this.#isExcused(error, now)) replica.blamed(this.#role, now, error)
    else replica.breaker.released(this.#role)
    if (error instanceof GatewayError) replica.heed(error, now)
    if (!(error instanceof Cancelled)) this.outcome = codeOf(error)
    this.#settle(now)
    this.#owner.failed(this, error)
  }

  /** The asker left, or another replica spoke earlier. To this one it says nothing, unless it hangs. */
  cancel(): void {
    if (this.#isSettled) return
    const now = this.#clock.now()
    const isLate = this.#isLate(now)
    if (isLate) this.replica.took(this.manner, now - this.startedAt, now)
    if (isLate && this.#isUnheard && this.fleet.replicas.length > 1) {
      this.replica.blamed(this.#role, now, undefined)
    } else this.replica.breaker.released(this.#role)
    this.#settle(now)
    this.#stop.abort()
  }

  /** Nobody has heard anything of the replica since this call began. */
  get #isUnheard(): boolean {
    return !this.replica.hasSpokenSince(this.startedAt)
  }

  /** It was a test, or the asker had little time, and the replica does answer others. */
  #isExcused({ code }: GatewayError, now: number): boolean {
    const { isTest, deadlineAt } = this.#owner
    if (isTest) return true
    return code === 'upstream_timeout' && now >= deadlineAt - 1 && !this.#isUnheard
  }

  #isLate(now: number): boolean {
    return !this.#hasSpoken && this.lateMs !== undefined && now - this.startedAt >= this.lateMs
  }

  #answer(answer: ModelAnswer): void {
    if (this.#isSettled) return
    this.usage = answer.usage
    this.#speak()
    this.#succeed()
    this.#owner.answered(this, answer)
  }

  #speak(): void {
    this.#hasSpoken = true
    const now = this.#clock.now()
    this.replica.spoke(this, now)
    const ms = now - this.startedAt
    this.fleet.meter.spoke(this, ms)
    this.replica.took(this.manner, ms, now)
  }

  #succeed(): void {
    const now = this.#clock.now()
    this.replica.breaker.succeeded(this.#role, now)
    this.outcome = 'ok'
    this.#settle(now)
  }

  #settle(now: number): void {
    this.#isSettled = true
    const ms = now - this.startedAt
    this.fleet.meter.ended(this, ms)
    this.#trace?.ended(this)
    this.fleet.vacated(ms)
    this.replica.ended(this)
  }
}

const codeOf = (error: Error): ErrorCode =>
  error instanceof GatewayError ? error.code : 'internal_error'
