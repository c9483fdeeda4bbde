// Requests that are wrong by the byte: a status, nothing of what was sent, and a gateway that lives on.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { completionBody } from '../support/bodies.ts'
import { logLines } from '../support/eventually.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, handModel } from '../support/hand-model.ts'
import { type RawOptions, rawPost, sendRaw } from '../support/raw-http.ts'

const MARKER = 'MARKER-7c21'
const HEAD =
  'POST /v2/code/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n'
const BODY = JSON.stringify(completionBody({ above: `x = ${MARKER}` }))

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined)
})
after(() => gateway.stop())
afterEach(async () => {
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
})

interface Wrong extends RawOptions {
  name: string
  bytes: string | Buffer
  /** Of every answer that comes; none: the connection is closed. */
  statuses: number[]
}

const WRONG: Wrong[] = [
  { name: 'another protocol', bytes: `\x16\x03\x01\x02${MARKER}\r\n\r\n`, statuses: [400] },
  { name: 'a method that nobody knows', bytes: `${MARKER} / HTTP/1.1\r\n\r\n`, statuses: [400] },
  {
    name: 'CONNECT',
    bytes: `CONNECT ${MARKER}:1 HTTP/1.1\r\nHost: gateway\r\n\r\n`,
    statuses: [],
  },
  { name: 'a version of HTTP to come', bytes: 'GET / HTTP/4.0\r\n\r\n', statuses: [400] },
  { name: 'no Host', bytes: 'GET /monitoring/healthz HTTP/1.1\r\n\r\n', statuses: [400] },
  { name: 'a blank in a header name', bytes: `${HEAD}X ${MARKER}: 1\r\n\r\n`, statuses: [400] },
  { name: 'NUL in a header', bytes: `${HEAD}X-A: ${MARKER}\0\r\n\r\n`, statuses: [400] },
  {
    name: 'two ways to end the body',
    bytes: `${HEAD}Content-Length: ${BODY.length}\r\nTransfer-Encoding: chunked\r\n\r\n${BODY}`,
    statuses: [400],
  },
  {
    name: 'two lengths',
    bytes: `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    statuses: [400],
  },
  { name: 'a negative length', bytes: `${HEAD}Content-Length: -1\r\n\r\n`, statuses: [400] },
  {
    name: 'a chunk of no length',
    bytes: `${HEAD}Transfer-Encoding: chunked\r\n\r\n${MARKER}\r\n`,
    statuses: [400],
  },
  {
    name: 'a body shorter than announced',
    bytes: `${HEAD}Content-Length: ${BODY.length + 1}\r\n\r\n${BODY}`,
    halfClose: true,
    statuses: [400],
  },
  {
    name: 'a body longer than announced',
    bytes: `${HEAD}Content-Length: ${BODY.length - 5}\r\n\r\n${BODY}`,
    statuses: [400],
  },
  {
    name: '10,000 headers',
    bytes: `${HEAD}${Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${MARKER}\r\n`).join('')}\r\n`,
    statuses: [431],
  },
  {
    name: 'a header of 1 MB',
    bytes: `${HEAD}X-Big: ${MARKER}${'x'.repeat(1_000_000)}\r\n\r\n`,
    statuses: [431],
  },
  {
    name: 'a path of 1 MB',
    bytes: `GET /${MARKER}${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: gateway\r\n\r\n`,
    statuses: [431],
  },
  {
    name: 'an announced body of a terabyte',
    bytes: `${HEAD}Content-Length: 1099511627776\r\n\r\n{"${MARKER}`,
    statuses: [413],
  },
  {
    name: 'chunks beyond 8 MiB',
    bytes: Buffer.concat([
      Buffer.from(`${HEAD}Transfer-Encoding: chunked\r\n\r\n900000\r\n`),
      Buffer.alloc(0x900000, 'x'),
    ]),
    statuses: [413],
  },
]

const CODES: Record<number, string> = {
  400: 'malformed_request',
  413: 'body_too_large',
  431: 'headers_too_large',
}

for (const { name, bytes, statuses, ...options } of WRONG) {
  test(`${name}: ${statuses.join(', ') || 'closed'}`, async () => {
    const answer = await sendRaw(gateway.url, bytes, options)
    assert.deepEqual(answer.statuses, statuses)
    assert.doesNotMatch(answer.text, new RegExp(MARKER))
    assert.doesNotMatch(answer.text, /\n\s+at |node:|\.js:/)
    const code = CODES[statuses.at(-1) ?? 0]
    // Without Host Node answers by itself.
    if (code && name !== 'no Host') assert.equal(JSON.parse(answer.body).code, code)
  })
}

test('HTTP/1.0 is answered, and the connection closed', async () => {
  const { text, statuses } = await sendRaw(
    gateway.url,
    `POST /v2/code/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  )
  assert.deepEqual(statuses, [200])
  assert.doesNotMatch(text, /transfer-encoding/i)
})

test('pipelined requests are answered in their order', async () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`
  const { statuses } = await sendRaw(
    gateway.url,
    Buffer.concat([
      Buffer.from(get('/monitoring/healthz') + get('/nope') + get('/v2/code/completions')),
      rawPost('/v2/code/completions', BODY),
    ]),
  )
  assert.deepEqual(statuses, [200, 404, 405, 200])
})

test('a wish to upgrade, and one to be told to continue, are answered like any other request', async () => {
  const upgrade =
    'GET /monitoring/healthz HTTP/1.1\r\nHost: gateway\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n'
  assert.deepEqual((await sendRaw(gateway.url, upgrade)).statuses, [200])
  const patient = rawPost('/v2/code/completions', BODY, ['Expect: 100-continue'])
  assert.deepEqual((await sendRaw(gateway.url, patient)).statuses, [100, 200])
})

test('a client that closes its half is one that left: the model is not kept busy', async (t) => {
  const model = await handModel(t)
  const body = JSON.stringify(completionBody({ above: 'x = ' }, flatModelAt(model)))
  const asked = sendRaw(gateway.url, rawPost('/v2/code/completions', body), { halfClose: true })
  const call = await model.next()
  await call.closedByPeer
  assert.deepEqual((await asked).statuses, [])
})

test('nothing of all this is in the log', () => {
  assert.doesNotMatch(gateway.log(), new RegExp(MARKER))
  assert.deepEqual(
    logLines(gateway).filter(({ level, text }) => level === 'error' || text !== undefined),
    [],
  )
})
