// Which model servers a request may name.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { fakeUpstream, listen, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { nestedModelAt } from '../support/hand-model.ts'
import { askNaming, CODE, MODEL_KEY, OPEN } from '../support/named-servers.ts'

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined, OPEN)
})
after(() => gateway.stop())

test('what is no http URL is not called', async () => {
  for (const endpoint of [
    'ftp://models.lan/v1',
    'file:///etc/passwd',
    'gopher://models.lan',
    'javascript:alert(1)',
    'models.lan',
    'http://',
    'http://[fe80::1%25eth0]/v1',
    `http://models.lan/${'v'.repeat(300)}`,
  ]) {
    const { status, detail } = await askNaming(endpoint, gateway)
    assert.equal(status, 422, endpoint)
    assert.ok(typeof detail === 'object')
    assert.deepEqual(detail[0]?.loc, ['body', 'model_endpoint'])
  }
})

test('a redirect of a model server is not followed', async (t) => {
  const target = await fakeUpstream(t, { chunks: ['leaked'] })
  const redirecting = createServer(({ url = '' }, response) => {
    response.writeHead(Number(url.slice(1, 4)), { location: `${target.url}/completions` }).end()
  })
  const port = await listen(redirecting)
  t.after(() => stop(redirecting))
  for (const status of [301, 302, 303, 307, 308]) {
    const told = await askNaming(`http://127.0.0.1:${port}/${status}/v1`, gateway)
    assert.deepEqual([told.status, told.code], [502, 'upstream_rejected'])
    assert.match(told.message, new RegExp(`answered ${status}`))
  }
  assert.equal(target.requests.length, 0)
})

test('with a list of hosts only those are called', async (t) => {
  const other = await startGateway(t, {
    ...OPEN,
    MIDFILL_MODEL_HOSTS: '*.Models.test:8000, 127.0.0.1, localhost:*, [::1]:9, 169.254.169.254',
  })
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  assert.equal((await askNaming(upstream.url, other)).status, 200)
  const named = async (endpoint: string) => (await askNaming(endpoint, other)).code
  for (const endpoint of ['http://127.1:1/v1', 'http://localhost:1/v1', 'http://[::1]:9/v1']) {
    assert.equal(await named(endpoint), 'upstream_unavailable', endpoint)
  }
  for (const endpoint of [
    'http://a.models.test/v1',
    'http://models.test:8000/v1',
    'http://amodels.test:8000/v1',
    'http://elsewhere.test:8000/v1',
    'http://elsewhere.test/?a.models.test:8000',
    'http://a.models.test:8000@elsewhere.test/v1',
    'http://169.254.169.254/v1',
  ]) {
    assert.equal(await named(endpoint), 'model_host_refused', endpoint)
  }
})

test('where requests may not name models, none is called, and the configured one answers', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  const other = await startGateway(t, {
    ...OPEN,
    AIGW_CUSTOM_MODELS__ENABLED: 'false',
    MIDFILL_MODEL_URL: upstream.url,
    MIDFILL_MODEL_API_KEY: MODEL_KEY,
  })
  const { status, code, detail } = await askNaming(upstream.url, other)
  assert.deepEqual([status, code], [403, 'custom_models_disabled'])
  assert.match(String(detail), /AIGW_CUSTOM_MODELS__ENABLED/)
  const nested = await post(
    `${other.url}/v4/code/suggestions`,
    suggestionBody(CODE, nestedModelAt(upstream)),
  )
  assert.equal(nested.status, 403)
  assert.equal(upstream.requests.length, 0)
  const unnamed = await post(`${other.url}/v2/code/completions`, completionBody(CODE))
  assert.equal(unnamed.status, 200)
  assert.equal(upstream.requests[0]?.headers.authorization, `Bearer ${MODEL_KEY}`)
  assert.doesNotMatch(other.log(), new RegExp(MODEL_KEY))
})

test('keys of models stay out of the log', () => {
  assert.doesNotMatch(gateway.log(), new RegExp(MODEL_KEY))
})
