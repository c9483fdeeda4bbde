/** Answers that the patience is learned from. */
const KEPT = 20
/** A model that answers within milliseconds may load something now and then. */
const LEAST_PATIENCE_MS = 3_000
const TIMES_THE_SLOWEST = 4

/** How long a model takes until its first word; what takes much longer hangs. */
export class FirstWords {
  #ms: number[] = []

  add(ms: number): void {
    this.#ms.push(ms)
    if (this.#ms.length > KEPT) this.#ms.shift()
  }

  forget(): void {
    this.#ms = []
  }

  /** In milliseconds; undefined before the first answer, for a model may have to be loaded first. */
  get patienceMs(): number | undefined {
    if (this.#ms.length === 0) return undefined
    return Math.max(LEAST_PATIENCE_MS, TIMES_THE_SLOWEST * Math.max(...this.#ms))
  }
}
