/** Names and values. Values come from the configuration or from a closed list, never from a request. */
export type Labels = Readonly<Record<string, string>>

/** A line of the page. */
interface Written {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/**
 * One series of a histogram. prom-client finds it anew for every value, by a text of all its labels: that took longer
 * than all else that is measured of a request.
 */
export class Series {
  readonly #labels: Labels
  readonly #bounds: readonly number[]
  /** The last is of what is beyond all bounds. */
  readonly #counts: number[]
  #sum = 0

  /** `bounds`: ascending, each the largest value of its bucket. */
  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Array<number>(bounds.length + 1).fill(0)
  }

  /** `value`: a finite number. */
  observe(value: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sum += value
  }

  /** Of one that has labels, none before its first value. Each bucket counts what is below it, too. */
  lines(name: string): Written[] {
    const labels = this.#labels
    if (Object.keys(labels).length > 0 && this.#counts.every((count) => count === 0)) return []
    let count = 0
    const buckets = this.#counts.map((more, at) => {
      count += more
      const le = this.#bounds[at] ?? '+Inf'
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ]
  }
}
