// What the log tells of requests that went wrong: why, once, and whether it was the client that left.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { accessLine, type LogLine, logLines } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, handModel, nestedModelAt } from '../support/hand-model.ts'

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined, { MIDFILL_MODEL_HOSTS: '127.0.0.1' })
})
after(() => gateway.stop())

const CODE = { above: 'x = ' }
let sent = 0

async function linesFor(
  path: string,
  body: object,
): Promise<{ access: LogLine; failed: LogLine[] }> {
  const id = `failure-${sent++}`
  const answer = await post(gateway.url + path, body, { headers: { 'x-request-id': id } })
  await answer.text().catch(() => {}) // Some of these are cut.
  const access = await accessLine(gateway, id)
  const failed = logLines(gateway).filter((l) => l.correlation_id === id && l.message === 'failed')
  return { access, failed }
}

for (const path of ['/v2/code/completions', '/v4/code/suggestions']) {
  test(`${path}: a model that breaks its stream is a failure, not a client that left`, async (t) => {
    const upstream = await fakeUpstream(t, { chunks: ['a', 'b'], cutAfterChunks: 1 })
    const body = path.startsWith('/v4')
      ? suggestionBody(CODE, { stream: true, ...nestedModelAt(upstream) })
      : completionBody(CODE, { stream: true, ...flatModelAt(upstream) })
    const { access, failed } = await linesFor(path, body)
    assert.equal(access.is_cancelled, false)
    assert.equal(access.exception_class, 'upstream_unreadable')
    assert.match(String(access.exception_message), /broke off/)
    assert.deepEqual(
      failed.map(({ code }) => code),
      ['upstream_unreadable'],
    )
  })
}

test('a client that leaves before any answer is 499, with its address', async (t) => {
  const model = await handModel(t)
  const leave = new AbortController()
  const init = { headers: { 'x-request-id': 'early' }, signal: leave.signal }
  const body = completionBody(CODE, flatModelAt(model))
  const asked = post(`${gateway.url}/v2/code/completions`, body, init).catch(() => {})
  const call = await model.next()
  leave.abort()
  await Promise.all([asked, call.closedByPeer])
  const line = await accessLine(gateway, 'early')
  assert.deepEqual([line.status_code, line.is_cancelled], [499, true])
  assert.equal(line.client_ip, '127.0.0.1')
  assert.ok(Number(line.client_port) > 0)
  assert.equal(line.exception_class, undefined)
})

test('a refusal says why in the line of its request, and has no other', async () => {
  const refused = completionBody(CODE, flatModelAt({ url: 'http://elsewhere.test/v1' }))
  const { access, failed } = await linesFor('/v2/code/completions', refused)
  assert.equal(access.status_code, 403)
  assert.match(String(access.http_exception_details), /does not call models on that host/)
  assert.deepEqual(failed, [])
})

test('an answer has the time of its beginning', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  for (const stream of [false, true]) {
    const body = completionBody(CODE, { ...flatModelAt(upstream), stream })
    const { access } = await linesFor('/v2/code/completions', body)
    assert.ok(Number(access.response_start_duration_s) > 0)
    assert.equal(access.http_exception_details, undefined)
  }
})
