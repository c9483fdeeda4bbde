import type { Cancellation } from '../client.ts'
import type { ModelAnswer } from '../providers/provider.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import { Cancelled } from '../upstream-errors.ts'
import type { Attempt } from './attempt.ts'
import type { Delivery, Dispatched } from './delivery.ts'
import type { Replaceable } from './supersede.ts'

/** One who waits for a whole answer. */
export class Waiter implements Replaceable {
  readonly signal: Cancellation
  readonly promise: Promise<Dispatched>
  readonly leave = (): void => this.#delivery.leave(this)
  readonly #delivery: WholeDelivery
  /** Called once, however it ends. */
  left: () => void = () => {}
  resolve: (dispatched: Dispatched) => void = () => {}
  reject: (error: Error) => void = () => {}

  constructor(delivery: WholeDelivery, signal: Cancellation) {
    this.#delivery = delivery
    this.signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  replace(): void {
    this.#delivery.replace(this)
  }
}

interface Place {
  readonly plan: DeploymentPlan
  readonly deployment: Deployment
}

const NOBODY: readonly Waiter[] = []

/** A whole answer for all who asked the same at the same time. Each may leave; with the last the call ends. */
export class WholeDelivery implements Delivery {
  readonly isVisible = false
  errand: { abandon(): void } | undefined
  readonly #first: Place
  /** Mostly one: a list is lighter than a set. */
  #waiters: readonly Waiter[] = NOBODY
  /** Called once, when there is an answer, or none. */
  settled: (dispatched: Dispatched | undefined) => void = () => {}

  constructor(first: Place) {
    this.#first = first
  }

  join(signal: Cancellation): Waiter {
    const waiter = new Waiter(this, signal)
    this.#waiters = [...this.#waiters, waiter]
    signal.addEventListener('abort', waiter.leave)
    if (signal.aborted) this.leave(waiter)
    return waiter
  }

  leave(waiter: Waiter): void {
    this.#dismiss(waiter)
    waiter.reject(new Cancelled())
    this.#abandonIfAlone()
  }

  /** Its asker has asked anew, and gets an empty answer: it is not read. */
  replace(waiter: Waiter): void {
    this.#dismiss(waiter)
    waiter.resolve({ ...this.#first, answer: { choices: [], usage: undefined } })
    this.#abandonIfAlone()
  }

  asked(): void {}
  opened(): void {}
  isLast(): void {}
  restart(): void {}
  text(): boolean {
    return true
  }
  continue(): boolean {
    return false
  }
  ended(): void {}

  answered({ fleet, replica }: Attempt, answer: ModelAnswer): void {
    const { plan, meter } = fleet
    const dispatched = { answer, plan, deployment: replica.deployment, meter }
    this.settled(dispatched)
    for (const waiter of this.#waiters) {
      this.#dismiss(waiter)
      waiter.resolve(dispatched)
    }
  }

  failed(error: Error): void {
    this.settled(undefined)
    for (const waiter of this.#waiters) {
      this.#dismiss(waiter)
      waiter.reject(error)
    }
  }

  #dismiss(waiter: Waiter): void {
    this.#waiters =
      this.#waiters.length === 1 ? NOBODY : this.#waiters.filter((one) => one !== waiter)
    waiter.signal.removeEventListener('abort', waiter.leave)
    waiter.left()
  }

  #abandonIfAlone(): void {
    if (this.#waiters.length > 0) return
    this.settled(undefined)
    this.errand?.abandon()
  }
}
