/** A call that has said nothing yet. `earlier` and `later` belong to the list that it is in. */
export interface SilentCall {
  readonly startedAt: number
  readonly lateMs: number | undefined
  earlier?: SilentCall | undefined
  later?: SilentCall | undefined
}

/**
 * Silent calls, the oldest first. Linked by themselves: a Set makes itself a new table every few calls, and a table
 * that outlived its calls keeps all later tables, with the calls in them, until the next collection of old memory.
 */
export class SilentCalls {
  #oldest: SilentCall | undefined
  #newest: SilentCall | undefined

  get oldest(): SilentCall | undefined {
    return this.#oldest
  }

  /** The call must not be in the list. */
  add(call: SilentCall): void {
    call.earlier = this.#newest
    if (this.#newest) this.#newest.later = call
    else this.#oldest = call
    this.#newest = call
  }

  /** Does nothing where it is not in the list. */
  remove(call: SilentCall): void {
    const { earlier, later } = call
    if (!earlier && this.#oldest !== call) return
    if (earlier) earlier.later = later
    else this.#oldest = later
    if (later) later.earlier = earlier
    else this.#newest = earlier
    call.earlier = undefined
    call.later = undefined
  }
}
