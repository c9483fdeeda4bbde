/** How long something that failed is left alone: longer each time, until it works again. */
export class Backoff {
  readonly #options: { firstMs: number; factor: number; maxMs: number; now(): number }
  #nextMs: number
  #until = Number.NEGATIVE_INFINITY

  constructor(options: { firstMs: number; factor: number; maxMs: number; now(): number }) {
    this.#options = options
    this.#nextMs = options.firstMs
  }

  get isOver(): boolean {
    return this.#options.now() >= this.#until
  }

  /** `atLeastMs`: what failed is known to stay so for this long. */
  failed(atLeastMs = 0): void {
    const { factor, maxMs, now } = this.#options
    this.#until = now() + Math.max(this.#nextMs, atLeastMs)
    this.#nextMs = Math.min(this.#nextMs * factor, maxMs)
  }

  worked(): void {
    this.#nextMs = this.#options.firstMs
    this.#until = Number.NEGATIVE_INFINITY
  }
}
