// What follows a visible suggestion, asked for before it is accepted.
import type { Suggested } from './memory.ts'

export interface AheadPorts {
  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void
  /** Asks for what follows; false: this is no time for it. */
  start(): boolean
}

/** Who looks at a suggestion for so long is likely to take it. */
const READ_MS = 400
/** One request ahead for two suggestions that were shown. */
const SHARE = 0.5
const MOST_CREDIT = 1

export class Ahead {
  readonly #ports: AheadPorts
  #lastId = ''
  #credit = 0
  #stop = (): void => {}

  constructor(ports: AheadPorts) {
    this.#ports = ports
  }

  shown({ id }: Suggested): void {
    this.cancel()
    if (id !== this.#lastId) this.#credit = Math.min(MOST_CREDIT, this.#credit + SHARE)
    this.#lastId = id
    if (this.#credit >= 1) this.#stop = this.#ports.later(READ_MS, () => this.#go())
  }

  /** The person goes on typing, or nothing is visible any more. */
  cancel(): void {
    this.#stop()
    this.#stop = () => {}
  }

  #go(): void {
    if (this.#ports.start()) this.#credit -= 1
  }
}
