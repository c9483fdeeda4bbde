// Requests that are sent more slowly than anybody types.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { buildApp, loadConfig } from '../../server/index.ts'

const MARKER = 'MARKER-3b11'
const HEAD =
  'POST /v2/code/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n'

/** A gateway in this process, whose 30 s are shortened: waiting for them would be all that this file does. */
async function impatientGateway(t: TestContext): Promise<number> {
  const app = await buildApp(loadConfig({ AIGW_LOGGING__LEVEL: 'critical' }))
  t.after(() => app.close())
  assert.equal(app.server.requestTimeout, 30_000)
  assert.equal(app.server.headersTimeout, 30_000)
  Object.assign(app.server, {
    headersTimeout: 100,
    requestTimeout: 100,
    connectionsCheckingInterval: 20,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(url).port)
}

const SLOW: [string, string][] = [
  ['a head that never ends', HEAD],
  ['a body of which only the beginning comes', `${HEAD}Content-Length: 1000\r\n\r\n{"${MARKER}`],
  ['a chunk that never ends', `${HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\n{"${MARKER}`],
]
for (const [name, bytes] of SLOW) {
  test(`${name} is answered with 408, and the connection closed`, async (t) => {
    const socket = connect(await impatientGateway(t), '127.0.0.1')
    t.after(() => socket.destroy())
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.write(bytes)
    await once(socket, 'close')
    assert.match(text, /^HTTP\/1\.1 408 /)
    assert.match(text, /"code":"request_timeout"/)
    assert.doesNotMatch(text, new RegExp(`${MARKER}|\\n\\s+at `))
  })
}

test('a connection that says nothing more is kept for longer than GitLab keeps it', async (t) => {
  const app = await buildApp(loadConfig({ AIGW_LOGGING__LEVEL: 'critical' }))
  t.after(() => app.close())
  assert.ok(app.server.keepAliveTimeout > 30_000)
})
