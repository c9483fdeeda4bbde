// Everything that watches, made together: metrics, events, traces. What is switched off costs nothing.
import type { FastifyInstance } from 'fastify'
import type { RequestEar } from '../access-log.ts'
import type { Config } from '../config.ts'
import { type DispatchMeter, NO_METER } from '../dispatch/call-meter.ts'
import type { Users } from '../experiments/outcomes.ts'
import type { Upstream } from '../upstream.ts'
import { type SuggestionEvents, suggestionEvents } from './events.ts'
import { Metrics } from './metrics.ts'
import { metricsPage, metricsServer } from './metrics-page.ts'
import { ModelMeters } from './model-meters.ts'
import { RequestMeter } from './request-meter.ts'
import { describeState, type StateParts } from './state.ts'
import { SpanExport } from './traces/span-export.ts'
import { traceRequests } from './traces/tracer.ts'
import { UniqueUsers } from './unique-users.ts'

export interface Telemetry {
  readonly requests: RequestEar | undefined
  readonly meter: DispatchMeter
  readonly users: Users | undefined
  readonly events: SuggestionEvents | undefined
  /** Shows what the gateway knows of itself; once all of it is there. */
  serve(parts: Omit<StateParts, 'users'>): void
}

type Watched = Pick<Config, 'metrics' | 'port' | 'traces' | 'eventsPlace'>

export function telemetry(app: FastifyInstance, config: Watched, upstream: Upstream): Telemetry {
  followRequests(app, config.traces, upstream)
  return { ...measured(app, config), events: suggestionEvents(config.eventsPlace) }
}

function measured(app: FastifyInstance, { metrics: place, port }: Watched) {
  if (place.port === 0) {
    return { requests: undefined, meter: NO_METER, users: undefined, serve: () => {} }
  }
  const metrics = new Metrics()
  const users = new UniqueUsers()
  return {
    requests: new RequestMeter(metrics),
    meter: new ModelMeters(metrics),
    users,
    serve(parts: Omit<StateParts, 'users'>) {
      describeState(metrics, { ...parts, users })
      if (place.port === port) metricsPage(app, metrics)
      else metricsServer(app, metrics, place)
    },
  }
}

function followRequests(app: FastifyInstance, traces: Config['traces'], upstream: Upstream): void {
  const spans = traces.endpoint
    ? new SpanExport({ target: traces, upstream, log: app.log })
    : undefined
  traceRequests(app, { spans, ratio: traces.ratio, random: Math.random })
  app.addHook('onClose', () => spans?.flush())
}
