// Everything that is measured, made together. Nothing of it is there where metrics are switched off.
import type { FastifyInstance } from 'fastify'
import { Metrics } from './metrics.ts'
import { type MetricsPlace, metricsPage, metricsServer } from './metrics-page.ts'
import { ModelMeters } from './model-meters.ts'
import { RequestMeter } from './request-meter.ts'
import { describeState, type StateParts } from './state.ts'
import { UniqueUsers } from './unique-users.ts'

export class Telemetry {
  readonly #metrics = new Metrics()
  readonly requests = new RequestMeter(this.#metrics)
  readonly models = new ModelMeters(this.#metrics)
  readonly users = new UniqueUsers()

  /** `mainPort`: the one of the gateway itself, which may be the same. */
  serve(
    app: FastifyInstance,
    parts: Omit<StateParts, 'users'>,
    { place, mainPort }: { place: MetricsPlace; mainPort: number },
  ): void {
    describeState(this.#metrics, { ...parts, users: this.users })
    if (place.port === mainPort) metricsPage(app, this.#metrics)
    else metricsServer(app, this.#metrics, place)
  }
}

/** Undefined: metrics are switched off. */
export const telemetryFor = ({ port }: MetricsPlace): Telemetry | undefined =>
  port === 0 ? undefined : new Telemetry()
