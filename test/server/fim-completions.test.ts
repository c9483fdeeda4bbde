// /v1/fim/completions over real sockets, as editors that know Mistral's API read it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { checker, type FimAnswer, FimChunk, sseDecoder } from '../../protocol/index.ts'
import { type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { fakeUpstream, type UpstreamScript } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { handModel } from '../support/hand-model.ts'

const PATH = '/v1/fim/completions'

const modelAt = ({ url }: { url: string }): Record<string, string> => ({
  MIDFILL_MODEL_URL: url,
  MIDFILL_MODEL_NAME: 'codestral-22b',
  MIDFILL_MODEL_API_KEY: 'k',
})

/** As Zed sends it. */
const asked = (rest: object = {}) => ({
  model: 'codestral-latest',
  prompt: 'def area(',
  suffix: '\nend',
  max_tokens: 64,
  temperature: 0.2,
  top_p: 1,
  stream: false,
  ...rest,
})

async function gatewayTo(t: TestContext, script: UpstreamScript) {
  const upstream = await fakeUpstream(t, script)
  const gateway = await startGateway(t, modelAt(upstream))
  return { upstream, ask: (body: unknown) => post(gateway.url + PATH, body) }
}

const contentOf = ({ choices: [choice] }: FimAnswer): string | undefined => choice?.message.content

test('a whole answer, with the model that was asked for and what the model server counted', async (t) => {
  const usage = { prompt_tokens: 9, completion_tokens: 3 }
  const { upstream, ask } = await gatewayTo(t, { chunks: ['width, height)'], usage })
  const answer = await ask(asked())
  assert.equal(answer.status, 200)
  const { id, created, ...rest } = await jsonOf<FimAnswer>(answer)
  assert.match(id, /^[\w-]{30,}$/)
  assert.ok(Math.abs(created - Date.now() / 1_000) < 600, String(created))
  assert.deepEqual(rest, {
    object: 'chat.completion',
    model: 'codestral-latest',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'width, height)' },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  })
  const [seen] = upstream.requests
  assert.equal(seen?.body.prompt, '[SUFFIX]\nend[PREFIX]def area(')
  assert.equal(seen?.body.model, 'codestral-22b')
})

test('members that clients leave out, send as null, or make up', async (t) => {
  const { upstream, ask } = await gatewayTo(t, { chunks: ['1'] })
  const empty = { suffix: null, stop: null, max_tokens: null, model: null, stream: null }
  for (const body of [{ prompt: 'x = ' }, { prompt: 'x = ', ...empty, top_k: {}, echo: 'x' }]) {
    const answer = await jsonOf<FimAnswer>(ask(body))
    assert.equal(contentOf(answer), '1')
    assert.equal(answer.model, 'codestral')
    assert.deepEqual(answer.usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
  }
  assert.equal(upstream.requests[1]?.body.prompt, '[SUFFIX][PREFIX]x = ')
})

test('nothing to suggest is one choice with an empty text', async (t) => {
  const { ask } = await gatewayTo(t, { chunks: [' \n'] })
  const answer = await jsonOf<FimAnswer>(ask(asked()))
  assert.deepEqual(answer.choices, [
    { index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' },
  ])
  const events = await eventsOf(ask(asked({ stream: true })))
  assert.equal(textOf(events), '')
  assert.equal(events.at(-1)?.choices[0]?.finish_reason, 'stop')
})

test('the embedded engine answers under its own name', async (t) => {
  const gateway = await startGateway(t)
  const prompt = 'const width = readNumber(input, "width")\nconst height = readNumber('
  const answer = await jsonOf<FimAnswer>(post(gateway.url + PATH, asked({ prompt, suffix: '\n' })))
  assert.match(contentOf(answer) ?? '', /^input, "/)
  assert.equal(answer.model, 'embedded')
})

test('the request that docs/protocol.md shows is answered', async (t) => {
  const [, section = ''] = readFileSync('docs/protocol.md', 'utf8').split(`\`POST ${PATH}\`\n`)
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? []
  const gateway = await startGateway(t)
  const answer = await jsonOf<FimAnswer>(post(gateway.url + PATH, example))
  assert.equal(contentOf(answer), 'input, 1)')
})

test('the smaller of max_tokens and the own limit is asked for, and a cut answer says so', async (t) => {
  const { upstream, ask } = await gatewayTo(t, { chunks: ['wid'], finishReason: 'length' })
  const answer = await jsonOf<FimAnswer>(ask(asked({ max_tokens: 7 })))
  assert.equal(answer.choices[0]?.finish_reason, 'length')
  assert.equal(upstream.requests[0]?.body.max_tokens, 7)
  await ask(asked({ max_tokens: 100_000 }))
  await ask(asked({ max_tokens: undefined }))
  const [, most, own] = upstream.requests
  assert.ok(Number(own?.body.max_tokens) > 7)
  assert.equal(most?.body.max_tokens, own?.body.max_tokens)
})

test('stop ends the text, one or several, whole and streamed, however it is cut', async (t) => {
  const { ask } = await gatewayTo(t, { chunks: ['one #', '# two ', '@@ three'] })
  const cases: [unknown, string][] = [
    ['##', 'one '],
    [['@@', '##'], 'one '],
    [['', '@@'], 'one ## two '],
    [[], 'one ## two @@ three'],
  ]
  for (const [stop, text] of cases) {
    assert.equal(contentOf(await jsonOf<FimAnswer>(ask(asked({ stop })))), text)
    assert.equal(textOf(await eventsOf(ask(asked({ stop, stream: true })))), text)
  }
})

/** The events of a stream, each of the promised form; `[DONE]` must come last. */
async function eventsOf(asking: Promise<Response>): Promise<FimChunk[]> {
  const answer = await asking
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const data: string[] = []
  const decoder = sseDecoder((event) => {
    assert.equal(event.name, '')
    data.push(event.data)
  })
  decoder.feed(new Uint8Array(await answer.arrayBuffer()))
  assert.equal(data.pop(), '[DONE]')
  return data.map(eventIn)
}

const check = checker(FimChunk)

function eventIn(data: string): FimChunk {
  const { value, problems } = check(JSON.parse(data))
  assert.deepEqual(problems, undefined)
  assert.ok(value)
  return value
}

const textOf = (events: FimChunk[]): string =>
  events.map(({ choices: [choice] }) => choice?.delta.content).join('')

test('a stream: the role first, a chunk for each piece, one id, the end with what was counted', async (t) => {
  const usage = { prompt_tokens: 5, completion_tokens: 2 }
  const { ask } = await gatewayTo(t, {
    chunks: ['wid', 'th\u2028é, ', 'height)'],
    usage,
    pauseMs: 5,
  })
  const events = await eventsOf(ask(asked({ stream: true })))
  assert.deepEqual(events[0]?.choices[0], {
    index: 0,
    delta: { role: 'assistant', content: '' },
    finish_reason: null,
  })
  assert.equal(textOf(events), 'width\u2028é, height)')
  assert.equal(new Set(events.map(({ id }) => id)).size, 1)
  const heads = events.map(({ object, model }) => `${object} ${model}`)
  assert.deepEqual([...new Set(heads)], ['chat.completion.chunk codestral-latest'])
  const last = events.pop()
  assert.equal(last?.choices[0]?.finish_reason, 'stop')
  assert.deepEqual(last?.usage, { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 })
  assert.ok(events.every(({ choices: [choice] }) => choice?.finish_reason === null))
})

test('chunks arrive as the model says them, in lines that nobody cuts, in ASCII', async (t) => {
  const model = await handModel(t)
  const gateway = await startGateway(t, modelAt(model))
  const asking = post(gateway.url + PATH, asked({ stream: true }))
  const call = await model.next()
  call.begin()
  const reader = (await asking).body?.getReader()
  const next = async () => new TextDecoder().decode((await reader?.read())?.value)
  assert.match(await next(), /^data: \{.*"role":"assistant".*\}\n\n$/)
  for (const text of ['width', ' € \u2028']) {
    call.send(text)
    const came = await next()
    assert.match(came, /^data: [\x20-\x7e]*\n\n$/)
    assert.equal(eventIn(came.slice('data: '.length)).choices[0]?.delta.content, text)
  }
  call.finish()
  assert.match(await next(), /\n\ndata: \[DONE\]\n\n$/)
})

test('a stream that breaks is cut, never ended', async (t) => {
  const { ask } = await gatewayTo(t, { chunks: ['a', 'b', 'c'], cutAfterChunks: 2, pauseMs: 5 })
  const answer = await ask(asked({ stream: true }))
  await assert.rejects(answer.text())
})

for (const stream of [false, true]) {
  test(`a client that leaves closes the call of the model, stream: ${stream}`, async (t) => {
    const model = await handModel(t)
    const gateway = await startGateway(t, modelAt(model))
    const leaving = new AbortController()
    const { signal } = leaving
    const asking = post(gateway.url + PATH, asked({ stream }), { signal })
    const call = await model.next()
    leaving.abort()
    await assert.rejects(asking)
    await call.closedByPeer
  })
}

test('bad bodies are refused with 422 and the member that is wrong', async (t) => {
  const { upstream, ask } = await gatewayTo(t, { chunks: ['1'] })
  const bad: [object, string][] = [
    [{ model: 'codestral-latest' }, 'prompt'],
    [asked({ prompt: null }), 'prompt'],
    [asked({ prompt: ['x'] }), 'prompt'],
    [asked({ suffix: 1 }), 'suffix'],
    [asked({ max_tokens: 0 }), 'max_tokens'],
    [asked({ max_tokens: 'ten' }), 'max_tokens'],
    [asked({ stop: [1] }), 'stop'],
    [asked({ stop: Array.from({ length: 65 }, () => 'x') }), 'stop'],
    [asked({ stream: 'perhaps' }), 'stream'],
    [asked({ model: 'x'.repeat(300) }), 'model'],
  ]
  for (const [body, member] of bad) {
    const answer = await ask(body)
    assert.equal(answer.status, 422, member)
    const { code, message, detail } = await jsonOf<ErrorAnswer>(answer)
    assert.equal(code, 'invalid_request')
    assert.match(message, new RegExp(`^body\\.${member}`))
    assert.ok(Array.isArray(detail))
  }
  assert.equal(upstream.requests.length, 0)
})

test('without a key there is no answer, with one there is', async (t) => {
  const gateway = await startGateway(t, { MIDFILL_API_KEYS: 'team-key' })
  const url = gateway.url + PATH
  const refused = await post(url, asked())
  assert.equal(refused.status, 401)
  const { error, message } = await jsonOf<ErrorAnswer>(refused)
  assert.match(message, /^No authorization header/)
  assert.equal(message, error)
  const headers = { authorization: 'Bearer team-key' }
  assert.equal((await post(url, asked(), { headers })).status, 200)
  // An address with a slash at its end, and the path behind it.
  assert.equal((await post(`${gateway.url}/${PATH}`, asked(), { headers })).status, 200)
})

test('a model that fails is an honest status with a message', async (t) => {
  for (const stream of [false, true]) {
    const { ask } = await gatewayTo(t, { status: 500 })
    const answer = await ask(asked({ stream }))
    assert.ok(answer.status >= 500, String(answer.status))
    const { code, message } = await jsonOf<ErrorAnswer>(answer)
    assert.ok(code.startsWith('upstream_'), code)
    assert.notEqual(message, '')
  }
})

test('a language that the first comment names is what answers are cleaned up by', async (t) => {
  const said = 'input, 1)\nconst depth = 1'
  const { ask } = await gatewayTo(t, { chunks: [said] })
  const code = 'const height = readNumber('
  const answerTo = async (prompt: string) => contentOf(await jsonOf(ask({ prompt, suffix: '\n' })))
  assert.equal(await answerTo(`// language: typescript\n${code}`), 'input, 1)')
  assert.equal(await answerTo(`# language: python\n${code}`), 'input, 1)')
  assert.equal(await answerTo(`// no language: typescript\n${code}`), said)
})
