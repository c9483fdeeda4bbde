// Model servers behind a company's proxy.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import { completionBody, flatModel, post } from '../support/bodies.ts'
import { fakeUpstream, listen, stop } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** A proxy that asks for a password and lets everything through to those who know it. */
async function passwordProxy(t: Cleanup) {
  const seen: { target: string; authorization: string | undefined }[] = []
  const proxy = createServer()
  const tunnels = new Set<Duplex>()
  proxy.on('connect', ({ url, headers }, client, head) => {
    seen.push({ target: url ?? '', authorization: headers['proxy-authorization'] })
    tunnels.add(client)
    const [host, port] = (url ?? '').split(':')
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      server.write(head)
      server.pipe(client).pipe(server)
    })
    client.on('error', () => {}).on('close', () => server.destroy())
    server.on('error', () => client.destroy())
  })
  const port = await listen(proxy)
  t.after(() => {
    for (const tunnel of tunnels) tunnel.destroy()
    return stop(proxy)
  })
  return { url: `http://anna:secret@127.0.0.1:${port}`, seen }
}

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
  const gateway = await startGateway(t, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })
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
