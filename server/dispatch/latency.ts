/** The latest answers that percentiles are taken of. */
const KEPT = 128
/** Below this many there are no percentiles: one slow answer would be all of them. */
const ENOUGH = 20
/** Sorting them all costs 10 us: not for every answer. */
const SORT_EVERY = 32
/** How much the newest answer counts while the average falls. A slower answer counts at once. */
const DECAY = 0.2
const HALVED_AFTER_MS = 5_000

/** How long one replica takes until it says something, in ms. Streams: the first text. Whole answers: all of it. */
export class Latency {
  readonly #samples = new Float64Array(KEPT)
  #count = 0
  #p50Ms: number | undefined
  #p95Ms: number | undefined
  #peakMs = 0
  #peakAt = 0

  add(ms: number, now: number): void {
    this.#samples[this.#count % KEPT] = ms
    this.#count += 1
    const peakMs = this.peakMs(now)
    this.#peakMs = ms > peakMs ? ms : peakMs + (ms - peakMs) * DECAY
    this.#peakAt = now
    if (this.#count >= ENOUGH && (this.#count - ENOUGH) % SORT_EVERY === 0) this.#sort()
  }

  /**
   * Average that follows a slower answer at once and a faster one slowly; 0 before the first.
   * It fades while nothing is heard: a replica that was slow once would never be tried again.
   */
  peakMs(now: number): number {
    return this.#peakMs * 2 ** ((this.#peakAt - now) / HALVED_AFTER_MS)
  }

  get p50Ms(): number | undefined {
    return this.#p50Ms
  }

  get p95Ms(): number | undefined {
    return this.#p95Ms
  }

  /**
   * When a call is late enough to ask another replica as well: past p95, so far past it that a usual day has fewer
   * such calls than the budget allows. Where slow calls are so many that they are the p95, three medians.
   */
  get lateMs(): number | undefined {
    const [p50, p95] = [this.#p50Ms, this.#p95Ms]
    if (p50 === undefined || p95 === undefined) return undefined
    return Math.max(MIN_LATE_MS, Math.min(p95 + (p95 - p50) / 2, 3 * p50))
  }

  #sort(): void {
    const sorted = this.#samples.slice(0, Math.min(this.#count, KEPT)).sort()
    this.#p50Ms = sorted[Math.floor(sorted.length * 0.5)]
    this.#p95Ms = sorted[Math.floor(sorted.length * 0.95)]
  }
}

/** Below this, lateness is the network's or our own event loop's. */
const MIN_LATE_MS = 10
