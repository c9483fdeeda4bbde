// What Prometheus reads. The only prom-client.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Labels, Series } from './series.ts'

export type { Labels } from './series.ts'

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

  /** Begins a series of a histogram, with values of its labels that no other has. */
  histogram({ buckets, ...described }: Measured): (values: Labels) => Observer {
    const all: Series[] = []
    const { name } = described
    const told = new Histogram({ ...this.#registered(described), buckets: [...buckets] })
    const read = async () => ({ ...told, values: all.flatMap((series) => series.lines(name)) })
    Object.assign(told, { get: read, getForPromString: read })
    return (values) => {
      const series = new Series(values, buckets)
      all.push(series)
      return series
    }
  }

  #registered({ name, help, labels = [] }: Description) {
    return { name, help, labelNames: [...labels], registers: [this.#registry] }
  }
}
