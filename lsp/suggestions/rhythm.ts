/** Longer gaps are pauses, not typing. */
const LONGEST_GAP_MS = 1_000
/** Gaps that the rhythm is learned from: about the last two lines. */
const KEPT_GAPS = 60
/** Before anything is learned: between the gaps of a quick and a slow typist. */
const FIRST_DELAY_MS = 250
const MIN_DELAY_MS = 100
const MAX_DELAY_MS = 400
const ENOUGH_GAPS = 12
/** Of ten gaps inside a run of keys nine are shorter: who has waited longer has most likely stopped. */
const STOPPED_QUANTILE = 0.9

/** How fast this person types; it never looks at how fast the model answers. Times are in milliseconds. */
export class Rhythm {
  readonly #gaps: number[] = []
  #lastKeyAt = Number.NEGATIVE_INFINITY

  key(now: number): void {
    const gap = now - this.#lastKeyAt
    this.#lastKeyAt = now
    if (gap <= 0 || gap > LONGEST_GAP_MS) return
    this.#gaps.push(gap)
    if (this.#gaps.length > KEPT_GAPS) this.#gaps.shift()
  }

  /** How long nothing must be typed before it counts as a stop. */
  get stopMs(): number {
    if (this.#gaps.length < ENOUGH_GAPS) return FIRST_DELAY_MS
    const sorted = [...this.#gaps].sort((a, b) => a - b)
    const gap = sorted[Math.floor(sorted.length * STOPPED_QUANTILE)] ?? FIRST_DELAY_MS
    return Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, gap))
  }
}
