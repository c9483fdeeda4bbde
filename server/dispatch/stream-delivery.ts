import type { Step } from '../../postprocess/index.ts'
import type { Cancellation } from '../client.ts'
import { EarlyStream } from '../early-stream.ts'
import type { Question } from '../model-client.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { AnsweringModel, SuggestionStream } from '../suggestion.ts'
import { Cancelled } from '../upstream-errors.ts'
import { noted } from '../verbose-log.ts'
import type { Attempt } from './attempt.ts'
import type { Delivery, Inquiry } from './delivery.ts'
import { Repetition } from './repetition.ts'
import type { Replaceable } from './supersede.ts'

/** How an answer is shown. */
export interface StreamParts {
  id: string
  model: AnsweringModel
  /** Begins the post-processing of this one answer. Holds nothing of the request but what that reads. */
  steps(): Step
  out: SuggestionStream
}

export interface StreamInquiry extends Inquiry {
  /** Everything but `out` hangs on who answers. */
  partsFor(deployment: Deployment, plan: DeploymentPlan): StreamParts
}

export interface StreamDeliveryParts {
  inquiry: StreamInquiry
  plan: DeploymentPlan
  deployment: Deployment
  /** For the first to be asked. */
  question: Question
  signal: Cancellation
}

/** What can be done to the errand behind it. */
export interface StreamErrand {
  resume(): void
  abandon(): void
  giveUp(error: Error): void
}

/** Text that was seen, and the failure that broke it off. */
interface Seam {
  readonly repetition: Repetition
  readonly broken: Error
}

/** A stream for one client, whoever speaks in the end. */
export class StreamDelivery implements Delivery, Replaceable {
  errand: StreamErrand | undefined
  isVisible = false
  /** Called once, however it ends. */
  left: () => void = () => {}
  readonly #signal: Cancellation
  readonly #early: EarlyStream
  readonly #leave = (): void => this.#stop(new Cancelled())
  #inquiry: StreamInquiry | undefined
  #parts: StreamParts
  #plan: DeploymentPlan
  /** Undefined until somebody speaks. */
  #steps: Step | undefined
  #stepsMs = 0
  /** All that was seen, where another replica could continue it. */
  #shown: string | undefined
  #seam: Seam | undefined

  constructor({ inquiry, plan, deployment, question, signal }: StreamDeliveryParts) {
    this.#inquiry = inquiry
    this.#plan = plan
    this.#parts = inquiry.partsFor(deployment, plan)
    this.#shown = plan.replicas.length > 1 ? '' : undefined
    this.#signal = signal
    const out = noted(this.#parts.out, question)
    this.#early = new EarlyStream(out, () =>
      out.begin(this.#parts.id, this.#parts.model, () => this.errand?.resume()),
    )
    signal.addEventListener('abort', this.#leave)
    if (signal.aborted) this.#leave()
  }

  /** Settles when the stream has ended; rejects only when it failed before it began. */
  get done(): Promise<void> {
    return this.#early.done
  }

  asked(): void {
    this.#early.hold()
  }

  opened(attempt: Attempt): void {
    this.#follow(attempt)
    this.#early.open()
  }

  isLast(): void {
    this.#inquiry = undefined
  }

  text(attempt: Attempt, text: string): boolean {
    this.#follow(attempt)
    this.#steps ??= this.#freshSteps()
    const startedAt = performance.now()
    const suggested = this.#steps.push(text)
    this.#stepsMs += performance.now() - startedAt
    return this.#show(suggested)
  }

  ended(attempt: Attempt): void {
    this.#follow(attempt)
    if (this.#steps) {
      const startedAt = performance.now()
      const rest = this.#steps.end()
      attempt.fleet.meter.postProcessed(this.#stepsMs + performance.now() - startedAt)
      this.#show(rest)
    }
    const { broken, repetition } = this.#seam ?? {}
    if (broken && !repetition?.isOver) this.failed(broken)
    else {
      this.#release()
      this.#early.end(attempt.usage)
    }
  }

  answered(): void {}

  failed(error: Error): void {
    this.#release()
    this.#early.fail(error)
  }

  restart(): void {
    this.#steps = undefined
  }

  continue(broken: Error): boolean {
    if (this.#shown === undefined || this.#shown === '') return false
    this.#seam = { broken, repetition: new Repetition(this.#shown) }
    this.#steps = undefined
    return true
  }

  /** Its asker has asked anew: an empty stream, or one that is cut, because it must not look complete. */
  replace(): void {
    if (this.isVisible) {
      this.#stop(new Cancelled())
      return
    }
    this.#release()
    this.#early.end()
    this.errand?.abandon()
  }

  #stop(error: Error): void {
    this.failed(error)
    this.errand?.abandon()
  }

  #show(text: string): boolean {
    if (text === '') return true
    const fresh = this.#seam ? this.#afterSeam(this.#seam, text) : text
    if (fresh === '') return true
    if (this.#shown !== undefined) this.#shown += fresh
    this.isVisible = true
    return this.#early.chunk(fresh)
  }

  #afterSeam({ repetition, broken }: Seam, text: string): string {
    const rest = repetition.rest(text)
    if (rest !== undefined) return rest
    this.errand?.giveUp(broken)
    return ''
  }

  /** The parts of whoever speaks: another deployment has another name and other steps. */
  #follow({ fleet, replica }: Attempt): void {
    if (fleet.plan === this.#plan || !this.#inquiry) return
    this.#plan = fleet.plan
    this.#parts = this.#inquiry.partsFor(replica.deployment, fleet.plan)
  }

  #freshSteps(): Step {
    this.#stepsMs = 0
    return this.#parts.steps()
  }

  #release(): void {
    this.#signal.removeEventListener('abort', this.#leave)
    this.#inquiry = undefined
    this.left()
  }
}
