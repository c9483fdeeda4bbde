// A request that calls nobody at the moment: it stands in a queue, or lets a moment pass.
import type { Clock } from './clock.ts'
import type { Errandable, Fleet } from './fleet.ts'

export class Waiting {
  readonly #clock: Clock
  readonly #call: Errandable
  #fleet: Fleet | undefined
  #disarm: (() => void) | undefined

  constructor(clock: Clock, call: Errandable) {
    this.#clock = clock
    this.#call = call
  }

  /** In the queue of a fleet, which has it already; `tooLate` is called at its deadline. */
  inQueueOf(fleet: Fleet, tooLate: () => void): void {
    this.#fleet = fleet
    this.#disarm = this.#clock.after(this.#call.deadlineAt - this.#clock.now(), () => {
      this.end()
      tooLate()
    })
  }

  forMs(ms: number, then: () => void): void {
    this.#disarm = this.#clock.after(ms, then)
  }

  /** Whose queue it stands in. */
  get fleet(): Fleet | undefined {
    return this.#fleet
  }

  end(): void {
    this.#disarm?.()
    this.#disarm = undefined
    this.#fleet?.leave(this.#call)
    this.#fleet = undefined
  }
}
