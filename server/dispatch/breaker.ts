import type { GatewayError } from '../../protocol/index.ts'
import type { Clock } from './clock.ts'

export type BreakerState = 'closed' | 'open' | 'half_open'

/** So many failures one after the other open it: a healthy model server fails far less than once in a hundred. */
const FAILURES_IN_A_ROW = 3
/** Or this share of all calls in the window, once they are enough to speak of a share. */
const FAILING_SHARE = 0.5
const ENOUGH_CALLS = 10
const SLICE_MS = 1_000
const SLICES = 10
/** The first pause; each failed probe doubles it. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000

/**
 * Stops calls to a replica that fails, for a while. After it one call is let through as a probe.
 * Cancelled and shed calls are no outcome. A hang is a failure.
 */
export class Breaker {
  readonly #clock: Clock
  readonly #calls = new Uint32Array(SLICES)
  readonly #failures = new Uint32Array(SLICES)
  #slice = 0
  #inARow = 0
  #pauseMs = FIRST_PAUSE_MS
  /** On the clock; 0: closed. */
  #opensAgainAt = 0
  #isProbing = false
  #lastError: GatewayError | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  state(now: number): BreakerState {
    if (this.#opensAgainAt === 0) return 'closed'
    return now < this.#opensAgainAt ? 'open' : 'half_open'
  }

  /** Whether a call may begin. Two field reads while all is well. */
  allows(now: number): boolean {
    if (this.#opensAgainAt === 0) return true
    return now >= this.#opensAgainAt && !this.#isProbing
  }

  /** When a probe is let through, on the clock. */
  get opensAgainAt(): number {
    return this.#opensAgainAt
  }

  /** Why it opened, as the calls that are not made would have failed. */
  get lastError(): GatewayError | undefined {
    return this.#lastError
  }

  /** A call begins. The returned value is given back with its outcome. */
  begin(now: number): 'call' | 'probe' {
    if (this.state(now) !== 'half_open') return 'call'
    this.#isProbing = true
    return 'probe'
  }

  succeeded(call: 'call' | 'probe', now: number): void {
    this.#count(now, 0)
    this.#inARow = 0
    // A call that began before it opened proves nothing about now; the probe does.
    if (call === 'probe') this.#close()
  }

  failed(call: 'call' | 'probe', now: number, error: GatewayError | undefined): void {
    this.#count(now, 1)
    this.#inARow += 1
    this.#lastError = error ?? this.#lastError
    if (call === 'probe') {
      this.#isProbing = false
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
      this.#open(now)
    } else if (this.#opensAgainAt === 0 && this.#isFailing()) this.#open(now)
  }

  /** Ended without an outcome: cancelled, or not the server's fault. */
  released(call: 'call' | 'probe'): void {
    if (call === 'probe') this.#isProbing = false
  }

  /** The server says itself when it wants to be asked again. */
  rest(now: number, forMs: number): void {
    this.#opensAgainAt = Math.max(this.#opensAgainAt, now + forMs)
  }

  #open(now: number): void {
    // Gateways that opened at the same time must not probe at the same time.
    this.#opensAgainAt = now + this.#pauseMs * (0.75 + this.#clock.random() / 2)
  }

  #close(): void {
    this.#opensAgainAt = 0
    this.#isProbing = false
    this.#pauseMs = FIRST_PAUSE_MS
    this.#lastError = undefined
    this.#calls.fill(0)
    this.#failures.fill(0)
  }

  #isFailing(): boolean {
    if (this.#inARow >= FAILURES_IN_A_ROW) return true
    const calls = sum(this.#calls)
    return calls >= ENOUGH_CALLS && sum(this.#failures) >= calls * FAILING_SHARE
  }

  #count(now: number, failures: 0 | 1): void {
    const slice = Math.floor(now / SLICE_MS)
    const emptied = Math.min(slice - this.#slice, SLICES)
    for (let i = 0; i < emptied; i += 1) {
      this.#calls[(slice - i) % SLICES] = 0
      this.#failures[(slice - i) % SLICES] = 0
    }
    this.#slice = Math.max(this.#slice, slice)
    const at = this.#slice % SLICES
    this.#calls[at] = (this.#calls[at] ?? 0) + 1
    this.#failures[at] = (this.#failures[at] ?? 0) + failures
  }
}

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0)
