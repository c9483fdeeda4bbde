// What follows a failed call: fewer words, another server, the same once more, the rest of a broken stream, or the end.
import { GatewayError } from '../../protocol/index.ts'
import { PromptTooLong } from '../prompt-too-long.ts'
import type { Asking } from './asking.ts'
import type { Attempt } from './attempt.ts'
import type { ChainWalk } from './chain-walk.ts'
import type { Delivery } from './delivery.ts'
import { isServerFault } from './faults.ts'
import type { Errandable, Fleet, Place } from './fleet.ts'
import type { HedgeParts } from './hedge.ts'
import type { Replica } from './replica.ts'
import { Retries } from './retries.ts'

/** An errand, as far as its failures concern it. */
export interface Recovering extends Errandable {
  readonly tried: Replica[]
  /** Asks whoever is next; `error`: why the last call was none. */
  proceed(error: Error): void
  /** The same after a pause. */
  proceedIn(ms: number, error: Error): void
  launch(place: Place): void
  fail(error: Error): void
}

export interface RecoveryParts {
  readonly shared: HedgeParts
  readonly walk: ChainWalk
  readonly asking: Asking
  readonly delivery: Delivery
}

/** Made with the first failure: most errands have none. */
export class Recovery {
  readonly #errand: Recovering
  readonly #parts: RecoveryParts
  readonly #retries: Retries
  #isContinuing = false

  constructor(errand: Recovering, parts: RecoveryParts) {
    this.#errand = errand
    this.#parts = parts
    this.#retries = new Retries(parts.shared, errand.deadlineAt)
  }

  /** Another replica says again what was broken off, so as to be the same as far as it was shown. */
  get isContinuing(): boolean {
    return this.#isContinuing
  }

  after(attempt: Attempt, error: Error, hasSpoken: boolean): void {
    const { asking, delivery } = this.#parts
    if (error instanceof PromptTooLong && asking.shorten(attempt)) {
      // No retry that others would lack: a refusal costs the server nothing, and the next request fits at once.
      this.#mayBeAsked(attempt.replica)
      this.#errand.proceed(error)
    } else if (!isServerFault(error)) this.#tryNextDeployment(error)
    else if (delivery.isVisible) this.#continue(attempt.fleet, error)
    else {
      if (hasSpoken) delivery.restart()
      this.#tryAgain(attempt, error)
    }
  }

  /** The request, or the key, is what this deployment does not like. The next one may. */
  #tryNextDeployment(error: Error): void {
    const { walk, delivery } = this.#parts
    const isRefusal = error instanceof GatewayError && !delivery.isVisible
    if (!isRefusal || !walk.hasNext || !this.#mayRetry()) this.#errand.fail(error)
    else {
      walk.next()
      this.#errand.proceed(error)
    }
  }

  #tryAgain({ fleet, replica }: Attempt, error: GatewayError): void {
    const errand = this.#errand
    const hasOther = this.#parts.walk.hasNext || fleet.pick(errand) !== undefined
    const pauseMs = hasOther ? 0 : this.#retries.pauseBeforeRepeat(error)
    if (pauseMs === undefined || !this.#mayRetry()) errand.fail(error)
    else if (hasOther) errand.proceed(error)
    else {
      this.#mayBeAsked(replica)
      errand.proceedIn(pauseMs, error)
    }
  }

  /** Has another replica say it all again, and shows what comes behind what was shown. */
  #continue(fleet: Fleet, error: GatewayError): void {
    const { delivery, shared } = this.#parts
    const replica = this.#isContinuing ? undefined : fleet.pick(this.#errand)
    if (!replica || !this.#mayRetry() || !delivery.continue(error)) this.#errand.fail(error)
    else {
      this.#isContinuing = true
      shared.tally.continued += 1
      this.#errand.launch({ fleet, replica })
    }
  }

  #mayBeAsked(replica: Replica): void {
    const { tried } = this.#errand
    tried.splice(tried.indexOf(replica), 1)
  }

  #mayRetry(): boolean {
    const isPossible = this.#errand.priority !== 'shadow' && !this.#parts.asking.isForgotten
    return isPossible && this.#retries.spend()
  }
}
