import type { Cancellation } from '../client.ts'

/** Ends one call of a model. Cheaper than an AbortController: one listener is the rule, and costs no list. */
export class Stop implements Cancellation {
  #listener: (() => void) | undefined
  #others: (() => void)[] | undefined
  #aborted = false

  get aborted(): boolean {
    return this.#aborted
  }

  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    const others = this.#others?.slice() ?? []
    this.#listener?.()
    for (const listener of others) listener()
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#listener) this.#listener = listener
    else {
      this.#others ??= []
      this.#others.push(listener)
    }
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined
    else this.#others = this.#others?.filter((other) => other !== listener)
  }
}
