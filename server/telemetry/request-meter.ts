// Requests of clients, measured. Names as of the instrumentator that GitLab's gateway uses.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../protocol/index.ts'
import type { Labels, Metrics, Observer, Sample } from './metrics.ts'

const REQUEST = ['method', 'handler']
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** What no route is for. */
const NO_ROUTE = 'none'

/** Of one route. */
interface Cell {
  readonly labels: Labels
  readonly duration: Observer
  /** By the first digit of the status. */
  readonly byStatus: number[]
  cancelled: number
}

export class RequestMeter {
  readonly #duration: (values: Labels) => Observer
  readonly #cells = new Map<string, Map<string, Cell>>()
  readonly #errors = new Map<ErrorCode, number>()
  #inFlight = 0

  constructor(metrics: Metrics) {
    this.#duration = metrics.histogram({
      name: 'http_request_duration_seconds',
      help: 'A request, until the headers of its answer are sent: what streams after them does not count.',
      labels: REQUEST,
      buckets: SECONDS,
    })
    this.#describe(metrics)
  }

  arrived(): void {
    this.#inFlight += 1
  }

  /** The connection has let go of it, whether it was answered or not. `status`: 499 where the client left before. */
  ended(request: FastifyRequest, reply: FastifyReply, status: number): void {
    this.#inFlight -= 1
    const { failure, method, routeOptions } = request
    const cell = this.#cell(method, routeOptions.url ?? NO_ROUTE)
    const digit = Math.floor(status / 100)
    cell.byStatus[digit] = (cell.byStatus[digit] ?? 0) + 1
    const seconds = Number(reply.getHeader('x-process-time') ?? Number.NaN)
    if (seconds >= 0) cell.duration.observe(seconds)
    if (failure) this.#errors.set(failure.code, (this.#errors.get(failure.code) ?? 0) + 1)
    else if (!reply.raw.writableFinished) cell.cancelled += 1
  }

  #cell(method: string, handler: string): Cell {
    const known = this.#cells.get(handler)?.get(method)
    if (known) return known
    const labels = { method, handler }
    const fresh = { labels, duration: this.#duration(labels), byStatus: [], cancelled: 0 }
    const ofHandler = this.#cells.get(handler) ?? new Map<string, Cell>()
    ofHandler.set(method, fresh)
    this.#cells.set(handler, ofHandler)
    return fresh
  }

  get #all(): Cell[] {
    return [...this.#cells.values()].flatMap((ofHandler) => [...ofHandler.values()])
  }

  #describe(metrics: Metrics): void {
    metrics.counter({
      name: 'http_requests_total',
      help: 'Requests, by the first digit of the status of their answer.',
      labels: [...REQUEST, 'status'],
      read: () => this.#all.flatMap(statusSamples),
    })
    metrics.counter({
      name: 'midfill_requests_cancelled_total',
      help: 'Requests whose client left before it had the whole answer.',
      labels: REQUEST,
      read: () => this.#all.map(({ labels, cancelled }) => [labels, cancelled]),
    })
    metrics.gauge({
      name: 'midfill_requests_in_flight',
      help: 'Requests under way.',
      read: () => [[{}, this.#inFlight]],
    })
    metrics.counter({
      name: 'midfill_errors_total',
      help: 'Failures that a client was told of, by code; docs/protocol.md lists them.',
      labels: ['code'],
      read: () => [...this.#errors].map(([code, count]): Sample => [{ code }, count]),
    })
  }
}

const statusSamples = ({ labels, byStatus }: Cell): Sample[] =>
  byStatus.flatMap((count, digit): Sample[] => [[{ ...labels, status: `${digit}xx` }, count]])
