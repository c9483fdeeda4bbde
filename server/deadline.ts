/**
 * One timer for all the deadlines of one call: the connection, the first byte, the gap between bytes, the whole.
 * `AbortSignal.any` with `AbortSignal.timeout` is not used: on Node 20 a garbage collection can lose its timer.
 */
export class Deadline {
  readonly #expire: (what: DeadlineKind) => void
  readonly #firstByteMs: number
  readonly #gapMs: number
  /** The timer looks at least this often: any of the shorter limits may begin between two looks. */
  readonly #lookMs: number
  readonly #endsAt: number
  #quietUntil: number
  #timer: NodeJS.Timeout | undefined
  #waitsFor: DeadlineKind = 'connect'

  constructor(limits: DeadlineLimits, expire: (what: DeadlineKind) => void) {
    const now = performance.now()
    const { connectMs, firstByteMs, gapMs } = limits
    this.#expire = expire
    this.#firstByteMs = firstByteMs
    this.#gapMs = gapMs
    this.#lookMs = Math.min(connectMs, firstByteMs, gapMs)
    this.#endsAt = now + limits.totalMs
    this.#quietUntil = now + connectMs
    this.#arm(now)
  }

  /** The request is on its way over a connection. */
  sent(): void {
    this.#waitsFor = 'first_byte'
    this.#quietUntil = performance.now() + this.#firstByteMs
  }

  /** Bytes arrived. Only notes the time: the timer looks at it when it fires, so a byte costs no timer. */
  touch(): void {
    this.#waitsFor = 'gap'
    this.#quietUntil = performance.now() + this.#gapMs
  }

  /** Until the next `touch` it is us who do not read: silence is nobody's fault, and only the whole has an end. */
  hold(): void {
    this.#quietUntil = Number.POSITIVE_INFINITY
  }

  clear(): void {
    clearTimeout(this.#timer)
  }

  #arm(now: number): void {
    const next = Math.min(this.#quietUntil - now, this.#endsAt - now, this.#lookMs)
    this.#timer = setTimeout(() => this.#check(), Math.max(1, next))
  }

  #check(): void {
    const now = performance.now()
    if (now >= this.#endsAt) this.#expire('total')
    else if (now >= this.#quietUntil) this.#expire(this.#waitsFor)
    else this.#arm(now)
  }
}

export type DeadlineKind = 'connect' | 'first_byte' | 'gap' | 'total'

export interface DeadlineLimits {
  connectMs: number
  firstByteMs: number
  gapMs: number
  totalMs: number
}

/** One limit for all of a call: for questions that are answered at once or not at all. */
export const allWithin = (ms: number): DeadlineLimits => ({
  connectMs: ms,
  firstByteMs: ms,
  gapMs: ms,
  totalMs: ms,
})
