// A span as OTLP writes it in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import type { TraceContext } from './trace-context.ts'

export type Attributes = Readonly<Record<string, string | number | undefined>>

export interface Span {
  readonly context: TraceContext
  /** Empty: it begins the trace. */
  readonly parentSpanId: string
  readonly name: string
  readonly kind: 'server' | 'client'
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number
  readonly endedAt: number
  readonly attributes: Attributes
  readonly isError: boolean
}

const KINDS = { server: 2, client: 3 } as const
const ERROR = 2
const UNSET = 0

export const spanJson = (span: Span): object => ({
  traceId: span.context.traceId,
  spanId: span.context.spanId,
  ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
  name: span.name,
  kind: KINDS[span.kind],
  startTimeUnixNano: nanoseconds(span.startedAt),
  endTimeUnixNano: nanoseconds(span.endedAt),
  attributes: attributesJson(span.attributes),
  status: { code: span.isError ? ERROR : UNSET },
})

export const attributesJson = (attributes: Attributes): object[] =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueJson(value) }],
  )

/** 64-bit integers are texts. */
const valueJson = (value: string | number): object =>
  typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }

/** A double holds microseconds of our age exactly, nanoseconds no more. */
const nanoseconds = (ms: number): string => `${Math.round(ms * 1_000)}000`

export const wallClock = (): number => performance.timeOrigin + performance.now()
