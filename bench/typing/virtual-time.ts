import { setImmediate as turn } from 'node:timers/promises'

interface Timer {
  at: number
  call: () => void
}

/** A clock that stands still until it is moved: what happens on it does not depend on the machine. In milliseconds. */
export class VirtualTime {
  now = 10_000
  #timers: Timer[] = []

  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void {
    const timer = { at: this.now + ms, call }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  /** After each call, whatever waits for a promise goes on. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until)
      const [next] = due.sort((one, other) => one.at - other.at)
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.now = next.at
      next.call()
      await turn()
    }
    this.now = until
    await turn()
  }
}
