// Requests can be followed from GitLab through the gateway to the model.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { traceContextIn, traceparentOf } from '../../../server/telemetry/traces/trace-context.ts'
import { completionBody, post } from '../../support/bodies.ts'
import { eventually, logged } from '../../support/eventually.ts'
import { fakeUpstream, listen, stop } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`

test('a traceparent is read as its specification says', () => {
  const read = traceContextIn(PARENT)
  assert.deepEqual(read, { traceId: TRACE, spanId: 'b7ad6b7169203331', isSampled: true })
  assert.equal(read && traceparentOf(read), PARENT)
  assert.equal(traceContextIn(PARENT.replace(/01$/, '00'))?.isSampled, false)
  assert.ok(traceContextIn(`${PARENT.replace(/^00/, '42')}-more`))
  const wrong = [
    undefined,
    '',
    [PARENT],
    PARENT.toUpperCase(),
    PARENT.replace(/^00/, 'ff'),
    `${PARENT}-more`,
    PARENT.replace(TRACE, '0'.repeat(32)),
    PARENT.replace('b7ad6b7169203331', '0'.repeat(16)),
    ` ${PARENT}`,
  ]
  for (const header of wrong) assert.equal(traceContextIn(header), undefined, String(header))
})

interface Cleanup {
  after(run: () => unknown): void
}

interface SpanJson {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[]
  status: { code: number }
}

/** What a collector was sent so far. */
async function collector(t: Cleanup) {
  const spans: SpanJson[] = []
  const keys: unknown[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    keys.push(request.headers['x-key'])
    if (request.url === '/v1/traces') {
      spans.push(...JSON.parse(body).resourceSpans[0].scopeSpans[0].spans)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, spans, keys }
}

const attributesOf = ({ attributes }: SpanJson) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  )

async function asked(t: Cleanup, env: Record<string, string>, headers: Record<string, string>) {
  const usage = { prompt_tokens: 11, completion_tokens: 3 }
  const upstream = await fakeUpstream(t, { chunks: ['1'], usage })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url, ...env })
  const body = completionBody({ above: 'SPAN-MARKER = ' })
  const answer = await post(`${gateway.url}/v2/code/completions`, body, { headers })
  assert.equal(answer.status, 200)
  const call = upstream.requests.find(({ body: sent }) => 'prompt' in sent || 'messages' in sent)
  return { gateway, traceparent: call?.headers.traceparent }
}

test('without a collector a trace is passed on as it came, and none is begun', async (t) => {
  assert.equal((await asked(t, {}, { traceparent: PARENT })).traceparent, PARENT)
  assert.equal((await asked(t, {}, {})).traceparent, undefined)
  assert.equal((await asked(t, {}, { traceparent: 'nonsense' })).traceparent, undefined)
})

test('a collector gets the request and its call, with the trace of who asked', async (t) => {
  const { url, spans, keys } = await collector(t)
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b' }
  const { gateway, traceparent } = await asked(t, env, { traceparent: PARENT })
  // What is kept is sent before the end.
  await gateway.stop()
  const [call, request] = spans.toSorted((one, other) => other.kind - one.kind)
  assert.ok(call && request && spans.length === 2)
  assert.deepEqual([request.traceId, request.parentSpanId], [TRACE, 'b7ad6b7169203331'])
  assert.deepEqual([call.traceId, call.parentSpanId], [TRACE, request.spanId])
  assert.equal(traceparent, `00-${TRACE}-${call.spanId}-01`)
  assert.deepEqual(
    [request.name, call.name],
    ['POST /v2/code/completions', 'text_completion preset'],
  )
  assert.deepEqual(attributesOf(request), {
    'http.request.method': 'POST',
    'http.route': '/v2/code/completions',
    'http.response.status_code': 200,
  })
  assert.deepEqual(attributesOf(call), {
    'gen_ai.operation.name': 'text_completion',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'preset',
    'gen_ai.usage.input_tokens': 11,
    'gen_ai.usage.output_tokens': 3,
    'midfill.outcome': 'ok',
  })
  const seconds = (nano: string): number => Number(BigInt(nano) / 1_000_000n) / 1_000
  assert.ok(Math.abs(seconds(request.startTimeUnixNano) - Date.now() / 1_000) < 60)
  assert.ok(BigInt(call.endTimeUnixNano) >= BigInt(call.startTimeUnixNano))
  assert.deepEqual(keys, ['a b'])
  assert.ok(!JSON.stringify(spans).includes('SPAN-MARKER'))
})

test('who asked decides whether a trace is kept, else the share does', async (t) => {
  const { url, spans } = await collector(t)
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url }
  const unsampled = PARENT.replace(/01$/, '00')
  const one = await asked(t, env, { traceparent: unsampled })
  assert.equal(one.traceparent, unsampled)
  await one.gateway.stop()
  const none = await asked(t, { ...env, OTEL_TRACES_SAMPLER_ARG: '0' }, {})
  assert.equal(none.traceparent, undefined)
  await none.gateway.stop()
  assert.deepEqual(spans, [])
  const all = await asked(t, env, {})
  assert.match(String(all.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  await all.gateway.stop()
  assert.equal(spans.length, 2)
})

test('a collector that is gone loses traces and nothing else', async (t) => {
  const gone = await fakeUpstream(t, {})
  await gone.close()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${gone.port}` }
  const { gateway } = await asked(t, env, {})
  const stopped = gateway.stop()
  await logged(gateway, 'a warning', ({ message }) => /traces are lost/.test(String(message)))
  assert.equal(await eventually('the end', () => stopped), 0)
})
