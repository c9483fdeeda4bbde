// Clients that read slowly, or not at all, or leave: the gateway holds the model back and keeps its memory.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { completionBody, suggestionBody } from '../support/bodies.ts'
import { eventually, logged } from '../support/eventually.ts'
import { listen, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, nestedModelAt } from '../support/hand-model.ts'

const STREAM_BYTES = 45_000_000
/** A letter that is nowhere else in an answer. */
const LETTER = 'Z'
const CHUNK = LETTER.repeat(1_000)
/** Both connections' buffers in the kernel, and some. */
const MAX_IN_FLIGHT_BYTES = 35_000_000
const MAX_GROWTH_MB = 30

interface Cleanup {
  after(run: () => unknown): void
}

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined)
  // What the first stream takes, V8's young generation above all, is no growth.
  const flood = await floodingModel({ after })
  await once(askWithoutReading({ after }, flood).resume(), 'close')
})
after(() => gateway.stop())

/** A model that streams 45 MB as fast as it can be read. */
async function floodingModel(t: Cleanup) {
  const flood = { url: '', sentBytes: 0, isClosed: false }
  const server = createServer((incoming, response) => {
    incoming.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.on('close', () => {
      flood.isClosed = true
    })
    pour(response, flood)
  })
  flood.url = `http://127.0.0.1:${await listen(server)}/v1`
  t.after(() => stop(server))
  return flood
}

const event = (choice: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`

function pour(response: ServerResponse, flood: { sentBytes: number }): void {
  while (flood.sentBytes < STREAM_BYTES) {
    flood.sentBytes += CHUNK.length
    if (!response.write(event({ text: CHUNK }))) {
      response.once('drain', () => pour(response, flood))
      return
    }
  }
  response.end(`${event({ text: '', finish_reason: 'stop' })}data: [DONE]\n\n`)
}

const bodyFor = (path: string, model: { url: string }): object =>
  path.startsWith('/v4')
    ? suggestionBody({ above: 'x = ' }, { stream: true, ...nestedModelAt(model) })
    : completionBody({ above: 'x = ' }, { stream: true, ...flatModelAt(model) })

/** Asks, and reads nothing of the answer. */
function askWithoutReading(
  t: Cleanup,
  model: { url: string },
  { path = '/v4/code/suggestions', at = gateway } = {},
): Socket {
  const body = JSON.stringify(bodyFor(path, model))
  const socket = connect(Number(new URL(at.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.pause()
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  return socket
}

/** Until nothing more was sent for a while. */
async function stalled(flood: { sentBytes: number }): Promise<void> {
  let [seen, looks] = [0, 0]
  await eventually('a pause of the model', () => {
    looks = flood.sentBytes === seen && seen > 0 ? looks + 1 : 0
    seen = flood.sentBytes
    return looks > 50 || undefined
  })
}

/** Known on Linux only; elsewhere memory is not looked at. */
const residentMb = (): number => {
  if (process.platform !== 'linux') return 0
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1_024
}

for (const path of ['/v2/code/completions', '/v4/code/suggestions']) {
  test(`${path}: a client that does not read pauses the model, and its leaving ends it`, async (t) => {
    const flood = await floodingModel(t)
    const beforeMb = residentMb()
    const client = askWithoutReading(t, flood, { path })
    await stalled(flood)
    assert.ok(flood.sentBytes < MAX_IN_FLIGHT_BYTES, `${flood.sentBytes} bytes were taken`)
    assert.ok(residentMb() - beforeMb < MAX_GROWTH_MB, `${residentMb() - beforeMb} MB more`)
    assert.equal(flood.isClosed, false)
    client.destroy()
    await eventually('the end of the stream', () => flood.isClosed || undefined)
    assert.ok(flood.sentBytes < MAX_IN_FLIGHT_BYTES)
  })

  test(`${path}: a client that pauses gets all of it in the end, in bounded memory`, async (t) => {
    const flood = await floodingModel(t)
    const beforeMb = residentMb()
    const client = askWithoutReading(t, flood, { path })
    await stalled(flood)
    let letters = 0
    client.on('data', (bytes: Buffer) => {
      for (const byte of bytes) if (byte === LETTER.charCodeAt(0)) letters += 1
    })
    client.resume()
    await once(client, 'close')
    assert.equal(letters, STREAM_BYTES)
    assert.ok(residentMb() - beforeMb < MAX_GROWTH_MB, `${residentMb() - beforeMb} MB more`)
  })
}

test('a client may pause for longer than a model may be silent', async (t) => {
  const impatient = await startGateway(t, { AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT: '0.5' })
  const flood = await floodingModel(t)
  const client = askWithoutReading(t, flood, { at: impatient })
  // Each looks for a quarter of a second and more: twice the silence, which a busy machine alone does not fill.
  for (let i = 0; i < 4; i += 1) await stalled(flood)
  assert.equal(flood.isClosed, false)
  let end = ''
  client.on('data', (bytes: Buffer) => {
    end = (end + bytes.toString('latin1')).slice(-100)
  })
  client.resume()
  await once(client, 'close')
  assert.match(end, /event: stream_end/)
})

test('a client that never reads is cut when the time for the whole answer is over', async (t) => {
  const impatient = await startGateway(t, { MIDFILL_TOTAL_TIMEOUT_MS: '500' })
  const flood = await floodingModel(t)
  askWithoutReading(t, flood, { at: impatient })
  const line = await logged(impatient, 'the end', ({ message }) => message === 'api.access')
  assert.equal(flood.isClosed, true)
  assert.equal(line.exception_class, 'upstream_timeout')
})
