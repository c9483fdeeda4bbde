/** What a server gets that nothing is known of: as many as there are sockets to it. */
const UNLIMITED = 4_096
/** Every model server takes this many; below, a percentage is too coarse to learn with. */
const FEWEST = 4
/** A round of answers ends after both; more of them than are kept are as many as are kept. */
const ROUND_ANSWERS = 16
const ROUND_MS = 250
const KEPT = 64
/** Answers that take so many times as long as with few calls have waited in the server's own queue. */
const TOLERANCE = 2
/** Two such rounds, one after the other, are no accident. */
const SLOW_ROUNDS = 2
/** What is left of the limit after them, at least and at most. */
const LEAST_LEFT = 0.3
const MOST_LEFT = 0.8
/** What is usual moves so much of the way to a faster round; and to a slower one, while few calls are under way. */
const LEARN = 0.5
const FORGET = 0.03

interface Round {
  answers: number
  readonly ms: Float64Array
  /** Median of usual rounds; 0: none yet. */
  usualMs: number
  slowRounds: number
}

const newRound = (): Round => ({
  answers: 0,
  ms: new Float64Array(KEPT),
  usualMs: 0,
  slowRounds: 0,
})

/**
 * Calls at once that a replica can take, found by trying: up while answers are as fast as usual, down when they slow
 * down or the server says that it is too much. A fixed number stays.
 */
export class ConcurrencyLimit {
  readonly #fixed: number | undefined
  readonly #stream = newRound()
  readonly #whole = newRound()
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

  /** An answer took so long, or longer than so long, while so many calls were under way, itself included. */
  answered(manner: 'stream' | 'whole', ms: number, outstanding: number, now: number): void {
    if (this.#fixed !== undefined) return
    const round = manner === 'stream' ? this.#stream : this.#whole
    round.ms[round.answers % KEPT] = ms
    round.answers += 1
    if (outstanding > this.#peak) this.#peak = outstanding
    if (round.answers >= ROUND_ANSWERS && now - this.#changedAt >= ROUND_MS)
      this.#conclude(round, now)
  }

  /** The server refused a call because it has too many. */
  overloaded(outstanding: number, now: number): void {
    if (now - this.#changedAt < ROUND_MS) return
    this.#lower(outstanding * MOST_LEFT)
    this.#changedAt = now
  }

  #conclude(round: Round, now: number): void {
    const ms = medianOf(round)
    if (round.usualMs === 0) round.usualMs = ms
    else if (ms < round.usualMs) round.usualMs += (ms - round.usualMs) * LEARN
    const isSlow = ms > TOLERANCE * round.usualMs && this.#peak > FEWEST
    round.slowRounds = isSlow ? round.slowRounds + 1 : 0
    if (round.slowRounds >= SLOW_ROUNDS) this.#slowDown(round, ms)
    else if (!isSlow) this.#speedUp(round, ms)
    round.answers = 0
    this.#peak = 0
    this.#changedAt = now
  }

  /** With half the calls an answer waits half as long: so one knows about where to stop. */
  #slowDown(round: Round, ms: number): void {
    const left = (TOLERANCE * round.usualMs * MOST_LEFT) / ms
    this.#lower(this.#peak * Math.min(MOST_LEFT, Math.max(LEAST_LEFT, left)))
    // As few as it gets, and this is how long it takes: the server or its work has changed.
    if (this.#limit === FEWEST) round.usualMs = ms
  }

  #speedUp(round: Round, ms: number): void {
    if (this.#peak >= this.#limit * 0.75) {
      this.#limit = Math.min(UNLIMITED, this.#limit + Math.ceil(Math.sqrt(this.#limit)))
    } else if (this.#peak < this.#limit / 2 && ms > round.usualMs) {
      round.usualMs += (ms - round.usualMs) * FORGET
    }
  }

  #lower(limit: number): void {
    this.#limit = Math.max(FEWEST, Math.floor(Math.min(this.#limit * MOST_LEFT, limit)))
  }
}

function medianOf({ answers, ms }: Round): number {
  const kept = Math.min(answers, KEPT)
  return ms.slice(0, kept).sort()[kept >> 1] ?? 0
}
