// What follows a visible suggestion, asked for before it is accepted.
import type { Suggested } from './memory.ts'

export interface AheadPorts {
  /** Calls later, unless the returned function was called. */
  later(ms: number, call: () => void): () => void
  /** Asks for what follows a text of so many characters at most; false: this is no time for it. */
  start(maxChars: number): boolean
}

/** Who looks at a suggestion for so long is likely to take it. */
const READ_MS = 500
/** One request ahead for two suggestions that were shown. */
const SHARE = 0.5
const MOST_CREDIT = 1
/** Of longer texts hardly one is typed to its end: some name in them is another one. */
const TYPED_CHARS = 40
/** Who has taken a whole text at one stroke is likely to do it with one of the next. */
const TRUSTED_AFTERWARDS = 4

export class Ahead {
  readonly #ports: AheadPorts
  #lastId = ''
  #credit = 0
  /** Suggestions of any length that are still run ahead of. */
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
    if (this.#credit >= 1) this.#stop = this.#ports.later(READ_MS, () => this.#go())
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
    const maxChars = this.#trusted > 0 ? Number.POSITIVE_INFINITY : TYPED_CHARS
    if (this.#ports.start(maxChars)) this.#credit -= 1
  }
}
