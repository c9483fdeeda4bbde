// What follows a visible suggestion, asked for before it is accepted.
import type { Suggested } from './memory.ts'

export interface AheadPorts {
  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void
  /** Asks for what follows the visible text; false: this is no time for it. */
  start(): boolean
}

/** Who looks at a suggestion for so long is likely to take it. */
const READ_MS = 500
/** One request ahead for two suggestions that were shown. */
const SHARE = 0.5
const MOST_CREDIT = 1
/**
 * Who has taken a whole text at one stroke is likely to do it with one of the next. Nobody else is run ahead of: of what
 * is typed key by key hardly one is typed to its end, and two of three such requests were for nothing.
 */
const TRUSTED_AFTERWARDS = 4

export class Ahead {
  readonly #ports: AheadPorts
  #lastId = ''
  #credit = 0
  /** So many suggestions are still run ahead of. */
  #trusted = 0
  #stop = (): void => {}

  constructor(ports: AheadPorts) {
    this.#ports = ports
  }

  shown({ id }: Suggested): void {
    this.cancel()
    if (id !== this.#lastId) {
      this.#credit = Math.min(MOST_CREDIT, this.#credit + SHARE)
      this.#trusted = Math.max(0, this.#trusted - 1)
    }
    this.#lastId = id
    if (this.#credit >= 1 && this.#trusted > 0)
      this.#stop = this.#ports.later(READ_MS, () => this.#go())
  }

  /** All that was visible was taken at one stroke. */
  taken(): void {
    this.#trusted = TRUSTED_AFTERWARDS
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
