// Model servers behind a company's proxy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionBody, flatModel, post } from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { passwordProxy } from '../support/password-proxy.ts'

test('calls go through the proxy, with its password', async (t) => {
  const proxy = await passwordProxy(t)
  const upstream = await fakeUpstream(t, { chunks: ['through'] })
  const gateway = await startGateway(t, { http_proxy: proxy.url })
  const body = completionBody({ above: 'x = ' }, flatModel(upstream, 'codestral'))
  const answer = await post(`${gateway.url}/v2/code/completions`, body)
  assert.equal(answer.status, 200)
  assert.ok(proxy.seen.length > 0)
  for (const tunnel of proxy.seen) {
    assert.deepEqual(tunnel, {
      target: `127.0.0.1:${upstream.port}`,
      authorization: `Basic ${Buffer.from('anna:secret').toString('base64')}`,
    })
  }
  assert.doesNotMatch(gateway.log(), /secret/)
})

test('NO_PROXY is called directly', async (t) => {
  const proxy = await passwordProxy(t)
  const upstream = await fakeUpstream(t, { chunks: ['direct'] })
  const gateway = await startGateway(t, { HTTP_PROXY: proxy.url, NO_PROXY: '.svc,127.0.0.0/8' })
  const body = completionBody({ above: 'x = ' }, flatModel(upstream, 'codestral'))
  assert.equal((await post(`${gateway.url}/v2/code/completions`, body)).status, 200)
  assert.deepEqual(proxy.seen, [])
})

test('a client that leaves closes the socket of the model behind the proxy', async (t) => {
  const proxy = await passwordProxy(t)
  const upstream = await fakeUpstream(t, { hangs: true })
  const gateway = await startGateway(t, { http_proxy: proxy.url })
  const arrived = upstream.nextRequest()
  const client = new AbortController()
  const body = completionBody({ above: 'x' }, flatModel(upstream, 'codestral'))
  post(`${gateway.url}/v2/code/completions`, body, { signal: client.signal }).catch(() => {})
  await arrived
  client.abort()
  await upstream.closedByPeer
})
