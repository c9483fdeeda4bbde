// What Prometheus reads. The only prom-client.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Names and values. Values come from the configuration or from a closed list, never from a request. */
export type Labels = Readonly<Record<string, string>>

/** One series, as it is when somebody looks. */
export type Sample = readonly [labels: Labels, value: number]

interface Description {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
}

/** Read when somebody looks, so that counting costs a request no more than an addition. */
interface Read extends Description {
  read(): Iterable<Sample>
}

interface Measured extends Description {
  /** Upper bounds. */
  readonly buckets: readonly number[]
}

/** One series of a histogram, found once and kept by whoever measures. */
export interface Observer {
  observe(value: number): void
}

/** Gauges of Node's that are called like counters, which Prometheus' own lint does not let through. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

export class Metrics {
  readonly #registry = new Registry()

  constructor() {
    // CPU, memory, garbage collection, and how long the event loop lets others wait.
    collectDefaultMetrics({ register: this.#registry })
    for (const name of MISNAMED) this.#registry.removeSingleMetric(name)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** The page. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  counter({ read, ...described }: Read): void {
    new Counter({
      ...this.#registered(described),
      collect() {
        this.reset()
        for (const [values, value] of read()) this.inc(values, value)
      },
    })
  }

  gauge({ read, ...described }: Read): void {
    new Gauge({
      ...this.#registered(described),
      collect() {
        this.reset()
        for (const [values, value] of read()) this.set(values, value)
      },
    })
  }

  /** Finds the series of a histogram by its labels' values. */
  histogram({ buckets, ...described }: Measured): (values: Labels) => Observer {
    const histogram = new Histogram({ ...this.#registered(described), buckets: [...buckets] })
    return (values) => histogram.labels(values)
  }

  #registered({ name, help, labels = [] }: Description) {
    return { name, help, labelNames: [...labels], registers: [this.#registry] }
  }
}
