/** What a server gets that nothing is known of: as many as there are sockets to it. */
const UNLIMITED = 4_096
/** Every model server takes this many; below, a percentage is too coarse to learn with. */
const FEWEST = 4
/** A round of answers ends after both. */
const ROUND_ANSWERS = 16
const ROUND_MS = 250
/** Answers that take so many times as long as with few calls have waited in the server's own queue. */
const TOLERANCE = 2
const BACK_OFF = 0.8
/** While few calls are under way, what is usual moves so much of the way to what is seen. */
const FORGET = 0.03

interface Round {
  answers: number
  totalMs: number
  /** Mean of the fastest round; 0: none yet. */
  usualMs: number
}

/**
 * Calls at once that a replica can take, found by trying: up while answers are as fast as usual, down when they slow
 * down or the server says that it is too much. A fixed number stays.
 */
export class ConcurrencyLimit {
  readonly #fixed: number | undefined
  readonly #stream: Round = { answers: 0, totalMs: 0, usualMs: 0 }
  readonly #whole: Round = { answers: 0, totalMs: 0, usualMs: 0 }
  #limit = UNLIMITED
  #peak = 0
  #changedAt = 0

  constructor(fixed: number | undefined) {
    this.#fixed = fixed
  }

  get value(): number {
    return this.#fixed ?? this.#limit
  }

  /** Undefined: nothing has shown one. */
  get known(): number | undefined {
    return this.value === UNLIMITED ? undefined : this.value
  }

  /** An answer took so long while so many calls were under way, itself included. */
  answered(manner: 'stream' | 'whole', ms: number, outstanding: number, now: number): void {
    if (this.#fixed !== undefined) return
    const round = manner === 'stream' ? this.#stream : this.#whole
    round.answers += 1
    round.totalMs += ms
    if (outstanding > this.#peak) this.#peak = outstanding
    if (round.answers >= ROUND_ANSWERS && now - this.#changedAt >= ROUND_MS)
      this.#conclude(round, now)
  }

  /** The server refused a call because it has too many. */
  overloaded(outstanding: number, now: number): void {
    if (now - this.#changedAt < ROUND_MS) return
    this.#lower(outstanding, now)
  }

  #conclude(round: Round, now: number): void {
    const meanMs = round.totalMs / round.answers
    if (round.usualMs === 0 || meanMs < round.usualMs) round.usualMs = meanMs
    const isSlow = meanMs > TOLERANCE * round.usualMs && this.#peak > FEWEST
    if (isSlow) {
      this.#lower(this.#peak, now)
      // As few as it gets, and this is how long it takes: the server or its work has changed.
      if (this.#limit === FEWEST) round.usualMs = meanMs
    } else if (this.#peak >= this.#limit * 0.75) {
      this.#limit = Math.min(UNLIMITED, this.#limit + Math.ceil(Math.sqrt(this.#limit)))
    } else if (this.#peak < this.#limit / 2) {
      round.usualMs += (meanMs - round.usualMs) * FORGET
    }
    round.answers = 0
    round.totalMs = 0
    this.#peak = 0
    this.#changedAt = now
  }

  #lower(outstanding: number, now: number): void {
    this.#limit = Math.max(FEWEST, Math.floor(Math.min(this.#limit, outstanding) * BACK_OFF))
    this.#changedAt = now
  }
}
