/** Between two pieces of an answer; whoever says nothing for so long has stopped. */
const IDLE_MS = 5_000

export interface Waits {
  /** For the whole answer, in milliseconds. */
  totalMs: number
  /** For its first word, once the question is out; undefined: as long as for the whole. */
  firstWordMs: number | undefined
}

/** Ends the wait for an answer that does not begin, does not go on, or does not end. */
export class AnswerDeadline {
  readonly #waits: Waits
  readonly #endsAt: number
  readonly #pass: () => void
  #timer: NodeJS.Timeout
  #isSpeaking = false
  /** Whether the wait was ended. */
  isPast = false

  /** `abort` is called once, when it is past. */
  constructor(waits: Waits, abort: () => void) {
    this.#waits = waits
    this.#endsAt = performance.now() + waits.totalMs
    this.#pass = () => {
      this.isPast = true
      abort()
    }
    this.#timer = setTimeout(this.#pass, waits.totalMs)
  }

  sent(): void {
    const { firstWordMs } = this.#waits
    if (firstWordMs !== undefined) this.#expectWithin(firstWordMs)
  }

  spoke(): void {
    if (!this.#isSpeaking) this.#expectWithin(IDLE_MS)
    else if (performance.now() < this.#endsAt) this.#timer.refresh()
    this.#isSpeaking = true
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #expectWithin(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#pass, Math.min(ms, this.#endsAt - performance.now()))
  }
}
