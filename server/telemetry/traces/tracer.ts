// Follows requests: from the client's trace to the model's, and to a collector where one is configured.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EndedCall } from '../../dispatch/call-meter.ts'
import type { CallTrace, RequestTrace } from '../../dispatch/call-trace.ts'
import { NAMED } from '../../selection/named-plans.ts'
import type { DeploymentPlan } from '../../selection/route.ts'
import { type Span, wallClock } from './span.ts'
import {
  newSpanId,
  newTraceId,
  type TraceContext,
  traceContextIn,
  traceparentOf,
} from './trace-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined: nobody follows it. */
    trace: RequestTrace | undefined
  }
}

export interface TracerParts {
  /** Undefined: traces of others are passed on, and nothing is added. */
  readonly spans: { add(span: Span): void } | undefined
  /** Of the requests that come without a trace, the share that begins one. */
  readonly ratio: number
  random(): number
}

/** Health checks are followed by nobody. */
const QUIET = '/monitoring/'

export function traceRequests(app: FastifyInstance, parts: TracerParts): void {
  app.decorateRequest('trace')
  app.addHook('onRequest', (request, reply, next) => {
    request.trace = traceOf(request, reply, parts)
    next()
  })
}

function traceOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { spans, ratio, random }: TracerParts,
): RequestTrace | undefined {
  const parent = traceContextIn(request.headers.traceparent)
  if (!spans || (parent && !parent.isSampled)) return parent && passedOn(parent)
  const isNew = !parent && !request.url.startsWith(QUIET) && random() < ratio
  if (!parent && !isNew) return undefined
  const trace = new FollowedRequest(parent, spans)
  reply.raw.once('close', () => trace.ended(request, reply))
  return trace
}

function passedOn(context: TraceContext): RequestTrace {
  const call = { traceparent: traceparentOf(context), ended() {} }
  return { call: () => call }
}

class FollowedRequest implements RequestTrace {
  readonly #spans: { add(span: Span): void }
  readonly #context: TraceContext
  readonly #parentSpanId: string
  readonly #startedAt = wallClock()

  constructor(parent: TraceContext | undefined, spans: { add(span: Span): void }) {
    this.#spans = spans
    const traceId = parent?.traceId ?? newTraceId()
    this.#context = { traceId, spanId: newSpanId(), isSampled: true }
    this.#parentSpanId = parent?.spanId ?? ''
  }

  call(plan: DeploymentPlan): CallTrace {
    const { traceId, spanId: parentSpanId } = this.#context
    const context = { traceId, spanId: newSpanId(), isSampled: true }
    const startedAt = wallClock()
    return {
      traceparent: traceparentOf(context),
      ended: (call) => {
        const times = { startedAt, endedAt: wallClock() }
        this.#spans.add({ context, parentSpanId, kind: 'client', ...times, ...told(plan, call) })
      },
    }
  }

  ended({ method, routeOptions, failure }: FastifyRequest, { raw }: FastifyReply): void {
    const route = routeOptions.url
    this.#spans.add({
      context: this.#context,
      parentSpanId: this.#parentSpanId,
      name: route ? `${method} ${route}` : method,
      kind: 'server',
      startedAt: this.#startedAt,
      endedAt: wallClock(),
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': raw.headersSent ? raw.statusCode : undefined,
        'error.type': failure?.code,
      },
      isError: (failure?.status ?? 0) >= 500,
    })
  }
}

/** What a call says of itself, in the words of OpenTelemetry's conventions for generative AI. */
function told({ name, replicas: [first] }: DeploymentPlan, call: EndedCall) {
  const { outcome, usage, priority } = call
  const isError = outcome !== 'ok' && outcome !== 'cancelled'
  const operation = priority === 'completion' ? 'text_completion' : 'chat'
  return {
    name: `${operation} ${name}`,
    isError,
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': name === NAMED ? NAMED : first?.engine,
      'gen_ai.request.model': name,
      'gen_ai.usage.input_tokens': usage?.inputTokens,
      'gen_ai.usage.output_tokens': usage?.outputTokens,
      'midfill.outcome': outcome,
      'error.type': isError ? outcome : undefined,
    },
  }
}
