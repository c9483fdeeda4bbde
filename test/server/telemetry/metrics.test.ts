// What Prometheus learns of the built gateway.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../../protocol/index.ts'
import { completionBody, jsonOf, post, suggestionBody } from '../../support/bodies.ts'
import { eventually, logged } from '../../support/eventually.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import { flatModelAt, handModel } from '../../support/hand-model.ts'
import { freePort, metricsAt, type Series, sumOf } from '../../support/metrics.ts'

interface Cleanup {
  after(run: () => unknown): void
}

async function measured(t: Cleanup, yaml: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-metrics-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  writeFileSync(file, yaml)
  const port = await freePort()
  const gateway = await startGateway(t, {
    MIDFILL_CONFIG: file,
    AIGW_FASTAPI__METRICS_PORT: String(port),
    ...env,
  })
  const metrics = () => metricsAt(`http://127.0.0.1:${port}/metrics`)
  const until = (what: string, isThere: (series: Series[]) => boolean): Promise<Series[]> =>
    eventually(what, async () => {
      const series = await metrics()
      return isThere(series) ? series : undefined
    })
  return { gateway, port, metrics, until }
}

const SPLIT = `deployments:
  - { name: small, family: codestral, provider: openai, url: "\${well}", maxConcurrency: 7 }
  - { name: ill, family: mistral, provider: openai, url: "\${ill}" }
rules: [{ name: all, use: [ill, small] }]
`
const person = (id: string) => ({ headers: { 'x-gitlab-global-user-id': id } })

test('requests, calls, tokens, fallbacks, people and feedback are counted', async (t) => {
  const usage = { prompt_tokens: 11, completion_tokens: 3 }
  const well = await fakeUpstream(t, { chunks: ['idth'], usage })
  const ill = await fakeUpstream(t, { status: 500 })
  const env = { well: well.url, ill: ill.url }
  const { gateway, until } = await measured(t, SPLIT, env)
  const ask = (id: string) =>
    post(`${gateway.url}/v2/code/completions`, completionBody({ above: `w${id}` }), person(id))
  const answers = [await ask('ann'), await ask('bob'), await ask('ann')]
  const { id } = await jsonOf<CompletionsAnswer & { id: string }>(answers[0] ?? assert.fail())
  await post(`${gateway.url}/v1/feedback`, { events: [{ suggestion_id: id, event: 'accepted' }] })
  const handler = '/v2/code/completions'
  const series = await until(
    'all requests',
    (now) =>
      sumOf(now, 'http_requests_total', { handler, method: 'POST', status: '2xx' }) === 3 &&
      sumOf(now, 'midfill_feedback_total', { result: 'taken' }) === 1,
  )
  const sum = (name: string, labels: Record<string, string> = {}) => sumOf(series, name, labels)
  const small = { model_engine: 'openai', model_name: 'small' }
  const well3 = { ...small, error: 'no', error_type: 'none', unit_primitive: 'complete_code' }
  assert.equal(sum('http_request_duration_seconds_count', { handler }), 3)
  assert.equal(sum('model_inferences_total', { ...well3, streaming: 'no' }), 3)
  assert.equal(sum('inference_request_duration_seconds_count', small), 3)
  assert.equal(sum('gen_ai_client_operation_time_to_first_chunk_seconds_count', small), 3)
  assert.equal(sum('inference_input_tokens_total', small), 33)
  assert.equal(sum('inference_output_tokens_total', small), 9)
  assert.equal(sum('inference_total_tokens_total', small), 42)
  assert.equal(sum('code_suggestions_post_processing_duration_seconds_count', small), 3)
  assert.ok(sum('code_suggestions_post_processing_duration_seconds_sum', small) > 0)
  assert.equal(sum('model_inferences_max_concurrent', small), 7)
  assert.equal(sum('model_inferences_max_concurrent'), 7)
  const [total, input, output] = ['total', 'input', 'output'].map((which) =>
    sum(`model_max_${which}_tokens`, small),
  )
  assert.ok(output && input && total === input + output)
  assert.equal(sum('model_inferences_in_flight'), 0)
  assert.equal(sum('midfill_gateway_overhead_seconds_count'), 3)
  const failed = { model_name: 'ill', error: 'yes', error_type: 'upstream_unavailable' }
  assert.ok(sum('model_inferences_total', failed) > 0)
  assert.ok(sum('midfill_dispatch_total', { event: 'retries' }) > 0)
  assert.equal(sum('midfill_arm_requests_total', { rule: 'all' }), 3)
  assert.equal(sum('midfill_arm_fallbacks_total', { rule: 'all' }), 3)
  const outcome = { rule: 'all', deployment: 'small', outcome: 'accepted' }
  assert.equal(sum('midfill_suggestions_total', outcome), 1)
  assert.equal(sum('code_suggestions_prompt_language_total', { lang: 'python' }), 3)
  assert.equal(sum('midfill_daily_unique_users'), 2)
  assert.equal(sum('midfill_breaker_state', { deployment: 'small', state: 'closed' }), 1)
  assert.equal(sum('midfill_breaker_state'), 2)
  assert.ok(sum('process_cpu_seconds_total') > 0)
  assert.ok(series.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds'))
})

const ALONE = `deployments: [{ name: m, family: codestral, provider: openai, url: "\${url}" }]\n`

test('the post-processing of a stream is one measurement, however many chunks it has', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['a', ' + ', 'b'] })
  const { gateway, until } = await measured(t, ALONE, { url: upstream.url })
  const body = suggestionBody({ above: 'x = ' }, { stream: true })
  await (await post(`${gateway.url}/v4/code/suggestions`, body)).text()
  const name = 'code_suggestions_post_processing_duration_seconds_count'
  const series = await until('it', (now) => sumOf(now, 'model_inferences_total') === 1)
  assert.equal(sumOf(series, name), 1)
})

test('a call is in flight while it runs, and cancelled with its client; what came is wasted', async (t) => {
  const model = await handModel(t)
  const { gateway, until } = await measured(t, ALONE, { url: model.url })
  const client = new AbortController()
  const body = suggestionBody({ above: 'x = ' }, { stream: true })
  const { signal } = client
  const answer = await Promise.all([
    post(`${gateway.url}/v4/code/suggestions`, body, { signal }),
    model.next().then((call) => {
      call.send('twelve chars')
      return call
    }),
  ])
  await until('a call', (now) => sumOf(now, 'model_inferences_in_flight') === 1)
  await until('a request', (now) => sumOf(now, 'midfill_requests_in_flight') === 1)
  client.abort()
  await assert.rejects(answer[0].text())
  const series = await until(
    'its end',
    (now) =>
      sumOf(now, 'model_inferences_in_flight') === 0 &&
      sumOf(now, 'midfill_requests_cancelled_total') === 1,
  )
  assert.equal(sumOf(series, 'model_inferences_total', { error_type: 'cancelled', error: 'no' }), 1)
  assert.equal(sumOf(series, 'inference_request_duration_seconds_count'), 0)
  assert.equal(sumOf(series, 'midfill_wasted_tokens_total'), 3)
  assert.equal(sumOf(series, 'midfill_requests_in_flight'), 0)
})

test('nothing that a client writes becomes a label', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['1'] })
  const { gateway, port, until } = await measured(t, ALONE, { url: upstream.url })
  const MARK = 'LABEL-MARKER'
  const code = { fileName: `${MARK}.${MARK}`, above: MARK }
  const body = completionBody(code, flatModelAt(upstream, MARK))
  const answer = await post(`${gateway.url}/v2/code/completions`, body, person(MARK))
  assert.equal(answer.status, 200)
  await post(`${gateway.url}/${MARK}?${MARK}=1`, {})
  await until('both', (now) => sumOf(now, 'http_requests_total') >= 2)
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  assert.ok(!page.toUpperCase().includes(MARK))
  assert.ok(/model_inferences_total\{[^}]*model_name="named"/.test(page))
})

test('metrics are not on the port of the gateway, unless it is told so', async (t) => {
  const { gateway, port } = await measured(t, ALONE, { url: 'http://127.0.0.1:9/v1' })
  assert.equal((await fetch(`${gateway.url}/metrics`)).status, 404)
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
  const own = String(await freePort())
  const both = { AIGW_FASTAPI__API_PORT: own, AIGW_FASTAPI__METRICS_PORT: own }
  const one = await startGateway(t, { ...both, MIDFILL_API_KEYS: 'a-key' })
  assert.ok((await metricsAt(`${one.url}/metrics`)).length > 0)
})

test('a port that is taken keeps nobody from suggestions', async (t) => {
  const upstream = await fakeUpstream(t, {})
  const gateway = await startGateway(t, { AIGW_FASTAPI__METRICS_PORT: String(upstream.port) })
  const line = await logged(gateway, 'a warning', ({ message }) =>
    /AIGW_FASTAPI__METRICS_PORT/.test(String(message)),
  )
  assert.equal(line.code, 'EADDRINUSE')
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
})
