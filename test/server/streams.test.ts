// How streams look on the wire, and when they come.
import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { buildApp, loadConfig } from '../../server/index.ts'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import { flatModelAt, type HandledCall, handModel, nestedModelAt } from '../support/hand-model.ts'
import { rawPost, sendRaw, unchunked } from '../support/raw-http.ts'

let gateway: RunningGateway
before(async () => {
  gateway = await startGateway(undefined)
})
after(() => gateway.stop())

const CODE = { above: '# area of a rectangle\n' }
type At = { url: string }

/** A path, and a body for it that asks for a stream. */
type Streaming = [string, (model: At) => object]

const RAW: Streaming[] = [
  ['/v2/code/completions', (m) => completionBody(CODE, { ...flatModelAt(m), stream: true })],
  ['/v2/completions', (m) => completionBody(CODE, { ...flatModelAt(m), stream: true })],
  [
    '/v2/code/generations',
    (m) =>
      completionBody(CODE, {
        ...flatModelAt(m, 'mistral'),
        prompt_version: 2,
        prompt: '',
        prompt_id: 'code_suggestions/generations',
        stream: true,
      }),
  ],
  [
    '/v3/code/completions',
    (m) =>
      suggestionBody(CODE, { ...nestedModelAt(m, 'mistral'), kind: 'generation', stream: true }),
  ],
]
const EVENTS: Streaming = [
  '/v4/code/suggestions',
  (m) => suggestionBody(CODE, { ...nestedModelAt(m), stream: true }),
]

async function readerOf(answer: Response): Promise<() => Promise<string>> {
  const reader = answer.body?.getReader()
  const text = new TextDecoder()
  return async () => text.decode((await reader?.read())?.value, { stream: true })
}

for (const [path, body] of [...RAW, EVENTS]) {
  const isFramed = path.startsWith('/v4')
  test(`${path}: headers come before the model has said anything, chunks as they are said`, async (t) => {
    const model = await handModel(t)
    const asked = post(gateway.url + path, body(model))
    const call = await model.next()
    const answer = await asked
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(answer.headers.get('x-accel-buffering'), 'no')
    const next = await readerOf(answer)
    if (isFramed) assert.match(await next(), /^event: stream_start\r\n/)
    for (const chunk of ['area = ', 'width', ' * height']) {
      call.send(chunk)
      const came = await next()
      assert.ok(isFramed ? came.includes(`"${chunk}"`) : came === chunk, came)
    }
    call.finish()
    assert.match(await next(), isFramed ? /^event: stream_end\r\n/ : /^$/)
  })
}

/** An answer as bytes, and the chunks of the model as the test wants them. */
async function wholeStream(
  t: TestContext,
  [path, body]: Streaming,
  play: (call: HandledCall) => void,
) {
  const model = await handModel(t)
  const asked = sendRaw(gateway.url, rawPost(path, JSON.stringify(body(model))))
  play(await model.next())
  const { text } = await asked
  const end = text.indexOf('\r\n\r\n')
  return { head: text.slice(0, end).toLowerCase(), body: unchunked(text.slice(end + 4)) }
}

const CHUNKS = ['def area(', 'w, h):\r\n', '\tprint("é€😀\u2028")', '\n\ndata: x\n\n']

for (const streaming of RAW) {
  test(`${streaming[0]}: the text and nothing but the text`, async (t) => {
    const { head, body: text } = await wholeStream(t, streaming, (call) => {
      for (const chunk of CHUNKS) call.send(chunk)
      call.finish()
    })
    assert.equal(text.trim(), CHUNKS.join('').trim())
    assert.doesNotMatch(head, /x-streaming-format/)
  })
}

test('/v4/code/suggestions: server-sent events, every line ended CRLF, one line of JSON each', async (t) => {
  const { head, body: text } = await wholeStream(t, EVENTS, (call) => {
    for (const chunk of CHUNKS) call.send(chunk)
    call.finish()
  })
  assert.match(head, /\r\nx-streaming-format: sse\r\n/)
  assert.match(head, /\r\ncache-control: no-store\r\n/)
  assert.equal(text.replaceAll('\r\n', '').match(/[\r\n]/), null)
  assert.ok(text.endsWith('event: stream_end\r\ndata: null\r\n\r\n'))
  assert.doesNotMatch(text, /[^\r\n\x20-\x7e]/)
  assert.match(text, /^event: stream_start\r\ndata: \{"id": "[^"]+", "metadata": \{"model": \{/)
  assert.ok(
    text.includes(
      String.raw`data: {"choices": [{"delta": {"content": "\tprint(\"\u00e9\u20ac\ud83d\ude00\u2028\")"}, "index": 0}]}`,
    ),
  )
  const frames = text.split('\r\n\r\n').slice(0, -1)
  const events = frames.map((frame) => /^event: (\w+)\r\ndata: (.*)$/s.exec(frame) ?? [])
  assert.deepEqual(
    events.map(([, name]) => name),
    ['stream_start', ...CHUNKS.map(() => 'content_chunk'), 'stream_end'],
  )
  const data = events.map(([, , json = '']) => JSON.parse(json))
  assert.ok(data[0].prompt_chars > 10_000, `the model reads ${data[0].prompt_chars} characters`)
  assert.deepEqual(data[0].metadata.model, {
    engine: 'agent',
    name: 'Codestral 22B Code Completions',
  })
  assert.deepEqual(
    data
      .slice(1, -1)
      .map(({ choices: [choice] }) => choice.delta.content)
      .join(''),
    CHUNKS.join(''),
  )
  assert.ok(data.slice(1, -1).every(({ choices: [choice] }) => choice.index === 0))
})

test('characters and events that the network cut come out whole', async (t) => {
  const { body: text } = await wholeStream(t, EVENTS, async (call) => {
    call.begin()
    const bytes = Buffer.from(
      `data: {"choices":[{"index":0,"text":"😀é"}]}\n\ndata: {"choices":[{"index":0,"text":"€","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`,
    )
    for (const byte of bytes) {
      call.response.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    call.response.end()
  })
  const content = [...text.matchAll(/"content": ?"([^"]*)"/g)].map(([, one]) =>
    JSON.parse(`"${one}"`),
  )
  assert.equal(content.join(''), '😀é€')
})

test('an idle /v4 stream gets a comment every 15 s', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const app = await buildApp(loadConfig({ AIGW_LOGGING__LEVEL: 'critical' }))
  t.after(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const model = await handModel(t)
  const asked = post(
    `${url}/v4/code/suggestions`,
    suggestionBody(CODE, { ...nestedModelAt(model), stream: true }),
  )
  const call = await model.next()
  call.begin()
  const next = await readerOf(await asked)
  assert.match(await next(), /^event: stream_start\r\n/)
  for (let i = 0; i < 2; i += 1) {
    t.mock.timers.tick(15_000)
    assert.match(await next(), /^: ping - \d+\r\n\r\n$/)
  }
  call.finish()
  assert.match(await next(), /^event: stream_end\r\n/)
})
