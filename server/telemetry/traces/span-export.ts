// Sends spans to an OpenTelemetry collector, OTLP over HTTP in JSON. Small, because the official exporters bring
// 3 MB and a way to send of their own; this one goes over the connections, certificates and proxies of all others.

import { VERSION } from '../../../protocol/index.ts'
import { oncePerMinute } from '../../auth/log-limit.ts'
import { allWithin } from '../../deadline.ts'
import { Stop } from '../../dispatch/stop.ts'
import type { UpstreamCall } from '../../upstream.ts'
import { attributesJson, type Span, spanJson } from './span.ts'

export interface ExportTarget {
  /** The collector's base URL. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
}

interface Parts {
  readonly target: ExportTarget
  readonly upstream: { whole(call: UpstreamCall, signal: Stop): Promise<Buffer> }
  readonly log: { warn(about: object, message: string): void }
}

const EVERY_MS = 5_000
const AT_ONCE = 512
/** A collector that is gone must not fill the memory. */
const MOST_KEPT = 4_096
const WITHIN_MS = 5_000
const LIMITS = allWithin(WITHIN_MS)

export class SpanExport {
  readonly #parts: Parts
  readonly #url: URL
  readonly #mayComplain = oncePerMinute(Date.now)
  #kept: Span[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#url = new URL(`${parts.target.endpoint.replace(/\/+$/, '')}/v1/traces`)
  }

  add(span: Span): void {
    if (this.#kept.length >= MOST_KEPT) return
    this.#kept.push(span)
    if (this.#kept.length === AT_ONCE) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref()
  }

  /** Never rejects: what cannot be sent is lost, and the log says so once a minute. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const spans = this.#kept
    if (spans.length === 0) return
    this.#kept = []
    const { target, upstream, log } = this.#parts
    const headers = { ...target.headers, 'content-type': 'application/json' }
    const body = JSON.stringify(batch(spans, target.serviceName))
    try {
      await upstream.whole({ url: this.#url, headers, body, limits: LIMITS }, new Stop())
    } catch (error) {
      const reason =
        error instanceof Error ? error.message.replace('model server', 'collector') : ''
      if (this.#mayComplain('spans')) log.warn({ reason, lost: spans.length }, 'traces are lost')
    }
  }
}

const batch = (spans: readonly Span[], serviceName: string): object => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesJson({ 'service.name': serviceName, 'service.version': VERSION }),
      },
      scopeSpans: [{ scope: { name: 'midfill', version: VERSION }, spans: spans.map(spanJson) }],
    },
  ],
})
