/**
 * One timer for all the deadlines of one call: the first byte, the gap between bytes, the whole.
 * `AbortSignal.any` with `AbortSignal.timeout` is not used: on Node 20 a garbage collection can lose its timer.
 */
export class Deadline {
  readonly #expire: (what: DeadlineKind) => void
  readonly #gapMs: number
  readonly #endsAt: number
  #quietUntil: number
  #timer: NodeJS.Timeout | undefined
  #hasBegun = false

  constructor(limits: DeadlineLimits, expire: (what: DeadlineKind) => void) {
    const now = performance.now()
    this.#expire = expire
    this.#gapMs = limits.gapMs
    this.#endsAt = now + limits.totalMs
    this.#quietUntil = now + limits.firstByteMs
    this.#arm(now)
  }

  /** Bytes arrived. Only notes the time: the timer looks at it when it fires, so a byte costs no timer. */
  touch(): void {
    this.#hasBegun = true
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
    const next = Math.min(this.#quietUntil, this.#endsAt)
    this.#timer = setTimeout(() => this.#check(), Math.max(1, next - now))
  }

  #check(): void {
    const now = performance.now()
    if (now >= this.#endsAt) this.#expire('total')
    else if (now >= this.#quietUntil) this.#expire(this.#hasBegun ? 'gap' : 'first_byte')
    else this.#arm(now)
  }
}

export type DeadlineKind = 'first_byte' | 'gap' | 'total'

export interface DeadlineLimits {
  firstByteMs: number
  gapMs: number
  totalMs: number
}
