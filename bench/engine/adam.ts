/** Pulls weights towards zero; features are of order one. */
const DECAY = 1e-4

/** Adam (Kingma and Ba 2015) with the constants of its paper. */
export class Adam {
  readonly weights: Float64Array
  readonly #mean: Float64Array
  readonly #spread: Float64Array
  #steps = 0

  constructor(size: number) {
    this.weights = new Float64Array(size)
    this.#mean = new Float64Array(size)
    this.#spread = new Float64Array(size)
  }

  step(gradient: Float64Array, of: number, rate: number): void {
    this.#steps += 1
    for (const [i, sum] of gradient.entries()) {
      const slope = sum / of + DECAY * (this.weights[i] ?? 0)
      const mean = 0.9 * (this.#mean[i] ?? 0) + 0.1 * slope
      const spread = 0.999 * (this.#spread[i] ?? 0) + 0.001 * slope * slope
      this.#mean[i] = mean
      this.#spread[i] = spread
      const deviation = Math.sqrt(spread / (1 - 0.999 ** this.#steps)) + 1e-8
      const unbiased = mean / (1 - 0.9 ** this.#steps)
      this.weights[i] = (this.weights[i] ?? 0) - (rate * unbiased) / deviation
    }
  }
}
