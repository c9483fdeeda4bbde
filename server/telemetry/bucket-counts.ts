// One series of a histogram: how many values were within each bound, and their sum.
import type { Labels } from './metrics.ts'

/** One line of the page. */
export interface BucketSample {
  readonly metricName: string
  readonly labels: { readonly le?: number | string }
  /** Those of the series. */
  readonly sharedLabels: Labels
  readonly value: number
}

export class BucketCounts {
  readonly #labels: Labels
  readonly #bounds: readonly number[]
  /** Those up to each bound and above the one before; the last are above all. */
  readonly #counts: number[]
  #sum = 0

  /** `bounds`: upper ones, rising. */
  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Array<number>(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sum += value
  }

  /** As Prometheus wants them: each bucket counts those of the smaller ones, too. */
  samples(name: string): BucketSample[] {
    const sharedLabels = this.#labels
    let count = 0
    const buckets = this.#counts.map((within, at) => {
      count += within
      const le = this.#bounds[at] ?? '+Inf'
      return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.#sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
    ]
  }
}
