// Model servers that answer badly, in every dialect: the right error or the right text, and never a part of an
// answer that looks like the whole.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { listen, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { WIRE, type WireDialect } from '../support/wire-dialects.ts'
import { workloadIdentity } from '../support/workload-identity.ts'

/** Of characters with one to four bytes. */
const TEXT = 'é𝒳(1, "€")'
const HTML = Buffer.from('<!doctype html><title>502</title>')
const MEGABYTE = Buffer.alloc(1_000_000, 'x')

/** What the server does with the next call. */
let act: (response: ServerResponse) => unknown = () => {}
let url = ''
let gateway: RunningGateway
let impatient: RunningGateway
const folder = mkdtempSync(join(tmpdir(), 'midfill-bad-answers-'))

const server = createServer(async (incoming, response) => {
  response.on('error', () => {}) // The gateway hangs up on what it cannot use.
  for await (const _ of incoming); // To its end: what it says does not matter.
  if (incoming.url === '/token') {
    const token = { access_token: 'ya29.x', expires_in: 3600, token_type: 'Bearer' }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(token))
  } else if (incoming.url === '/api/show') response.writeHead(404).end()
  else await act(response)
})

before(async () => {
  url = `http://127.0.0.1:${await listen(server)}`
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_BEDROCK_RUNTIME_ENDPOINT: url,
    AWS_BEARER_TOKEN_BEDROCK: 'k',
    VERTEXAI_PROJECT: 'acme',
    VERTEXAI_LOCATION: 'global',
    VERTEXAI_API_BASE: `${url}/v1`,
    GOOGLE_APPLICATION_CREDENTIALS: workloadIdentity(folder, url),
  }
  gateway = await startGateway(undefined, env)
  impatient = await startGateway(undefined, {
    ...env,
    AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT: '0.3',
  })
})
after(async () => {
  await Promise.all([gateway.stop(), impatient.stop()])
  await stop(server)
  rmSync(folder, { recursive: true })
})

async function send(response: ServerResponse, pieces: Iterable<Uint8Array>): Promise<void> {
  response.writeHead(200)
  for (const piece of pieces) {
    response.write(piece)
    await turn() // Each in a packet of its own, as far as anybody can tell.
  }
}

const sending = (pieces: Iterable<Uint8Array>) => async (response: ServerResponse) => {
  await send(response, pieces)
  response.end()
}

const bytesOf = (bytes: Buffer): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))
const whole = (wire: WireDialect): Buffer => Buffer.from(JSON.stringify(wire.whole(TEXT)))
const stream = ({ piece, end }: WireDialect): Buffer =>
  Buffer.concat([...Array.from(TEXT, piece), end])

/** Of text: AWS's binary events end with a checksum. */
function withoutLineEnds(bytes: Buffer): Buffer {
  const end = bytes.length - (/[\r\n]*$/.exec(bytes.toString('latin1'))?.[0].length ?? 0)
  return bytes.subarray(0, end)
}

interface Bad {
  name: string
  bytes: (wire: WireDialect) => Iterable<Uint8Array>
  /** What comes of it; in a stream anything else than the text is a connection that breaks. */
  gives: (wire: WireDialect) => 'text' | 'error'
  /** The server keeps the connection open. */
  staysOpen?: true
}
const error = () => 'error' as const
const text = () => 'text' as const

const STREAMS: Bad[] = [
  { name: 'two events in a packet', bytes: (wire) => [stream(wire)], gives: text },
  { name: 'single bytes', bytes: (wire) => bytesOf(stream(wire)), gives: text },
  { name: 'no [DONE]', bytes: (wire) => [wire.piece(TEXT), wire.end], gives: text },
  {
    name: 'no line end behind the last event',
    bytes: ({ piece, end }) => [withoutLineEnds(Buffer.concat([piece(TEXT), end]))],
    gives: ({ saysEnd }) => (saysEnd ? 'text' : 'error'),
  },
  {
    name: 'neither an end nor [DONE]',
    bytes: (wire) => [wire.piece(TEXT)],
    gives: ({ saysEnd }) => (saysEnd ? 'error' : 'text'),
  },
  { name: 'HTML', bytes: () => [HTML], gives: error },
  { name: 'nothing', bytes: () => [], gives: error },
  { name: 'JSON of another form', bytes: ({ strange }) => [strange], gives: error },
  {
    name: 'JSON of another form after a part of the text',
    bytes: ({ piece, strange, end }) => [piece('é'), strange, end],
    gives: error,
  },
  {
    name: 'half an event',
    bytes: ({ piece, end }) => [
      Buffer.concat([piece('é'), piece(TEXT), end.subarray(0, -5)]).subarray(0, -5),
    ],
    gives: error,
  },
  {
    name: '10 MB without a line end',
    bytes: ({ piece }) => [piece('é'), ...Array(10).fill(MEGABYTE)],
    gives: error,
  },
  {
    name: 'a text that never ends',
    bytes: ({ piece }) => [piece('é')],
    gives: error,
    staysOpen: true,
  },
]

const WHOLES: Bad[] = [
  { name: 'single bytes', bytes: (wire) => bytesOf(whole(wire)), gives: text },
  { name: 'HTML', bytes: () => [HTML], gives: error },
  { name: 'nothing', bytes: () => [], gives: error },
  { name: 'JSON of another form', bytes: () => [Buffer.from('{"foo":1}')], gives: error },
  { name: 'half of its JSON', bytes: (wire) => [whole(wire).subarray(0, -4)], gives: error },
  { name: '11 MB', bytes: () => Array(11).fill(MEGABYTE), gives: error },
]

const ask = (to: RunningGateway, { identifier }: WireDialect, isStream: boolean) =>
  post(
    `${to.url}/v2/code/completions`,
    completionBody(
      { above: 'x = ', below: '\ny = 2' },
      {
        model_provider: 'litellm',
        model_name: 'codestral',
        model_endpoint: `${url}/v1`,
        model_identifier: identifier,
        stream: isStream,
      },
    ),
  )

for (const [dialect, wire] of Object.entries(WIRE)) {
  for (const { name, bytes, gives, staysOpen } of STREAMS) {
    test(`${dialect}, streamed: ${name} gives ${gives(wire)}`, async () => {
      act = staysOpen ? (response) => send(response, bytes(wire)) : sending(bytes(wire))
      const answer = await ask(staysOpen ? impatient : gateway, wire, true)
      if (gives(wire) === 'text') {
        assert.equal(await answer.text(), TEXT)
      } else if (answer.ok) await assert.rejects(answer.text())
      else assert.ok([502, 504].includes(answer.status))
    })
  }
  for (const { name, bytes, gives } of WHOLES) {
    test(`${dialect}, whole: ${name} gives ${gives(wire)}`, async () => {
      act = sending(bytes(wire))
      const answer = await ask(gateway, wire, false)
      if (gives(wire) === 'text') {
        const { choices } = await jsonOf<CompletionsAnswer>(answer)
        assert.equal(choices[0]?.text, TEXT)
        return
      }
      assert.equal(answer.status, 502)
      assert.equal((await jsonOf<ErrorAnswer>(answer)).code, 'upstream_unreadable')
    })
  }
}

test('after all of that both gateways are well, and have logged no text of a model', async () => {
  for (const { url, log } of [gateway, impatient]) {
    assert.equal((await fetch(`${url}/monitoring/healthz`)).status, 200)
    assert.doesNotMatch(log(), /doctype|𝒳|xxxxx/)
  }
})
