// /v4/code/suggestions over real sockets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SuggestionsAnswer } from '../../protocol/index.ts'
import { jsonOf, nestedModel, post, suggestionBody } from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'

const frames = (text: string) =>
  text
    .split('\r\n\r\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [event, data] = frame.split('\r\n')
      return {
        event: event?.replace('event: ', ''),
        data: JSON.parse(data?.replace('data: ', '') ?? ''),
      }
    })

test('a completion without a stream names the model in two places', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['def search'] })
  const body = suggestionBody({ above: 'x = ' }, nestedModel(upstream, 'mistral'))
  const answer = await jsonOf<SuggestionsAnswer>(post(`${gateway.url}/v4/code/suggestions`, body))
  assert.equal(answer.choices[0]?.text, 'def search')
  const model = { engine: 'openai', name: 'mistral', lang: 'python' }
  assert.deepEqual(answer.model, model)
  assert.deepEqual(answer.metadata.model, model)
})

for (const kind of ['completion', 'generation'] as const) {
  test(`a ${kind} streams as server-sent events`, async (t) => {
    const gateway = await startGateway(t)
    const upstream = await fakeUpstream(t, { chunks: ['def ', 'search'] })
    const body = suggestionBody(
      { above: '# find\n' },
      { kind, stream: true, ...nestedModel(upstream, 'mistral') },
    )
    const answer = await post(`${gateway.url}/v4/code/suggestions`, body)
    assert.equal(answer.headers.get('x-streaming-format'), 'sse')
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    const events = frames(await answer.text())
    assert.deepEqual(
      events.map(({ event }) => event),
      ['stream_start', 'content_chunk', 'content_chunk', 'stream_end'],
    )
    const title = kind === 'completion' ? 'Instruct Code Completions' : 'Code Generations'
    assert.deepEqual(events[0]?.data.metadata.model, {
      engine: 'agent',
      name: `Mistral 7B ${title}`,
    })
    assert.deepEqual(events[1]?.data, { choices: [{ delta: { content: 'def ' }, index: 0 }] })
    assert.equal(events.at(-1)?.data, null)
  })
}

test('the first editor component counts, wherever it stands, and context is used', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  const body = suggestionBody({ above: 'x = ' }, nestedModel(upstream, 'codestral'))
  const context = {
    type: 'code_context',
    payload: { type: 'file', name: 'b.py', content: 'RATE = 0.2' },
  }
  const components = [context, ...body.prompt_components]
  const answer = await post(`${gateway.url}/v4/code/suggestions`, {
    ...body,
    prompt_components: components,
  })
  assert.equal(answer.status, 200)
  assert.equal(
    upstream.requests[0]?.body.prompt,
    '[SUFFIX][PREFIX]+++++ b.py\nRATE = 0.2\n\n+++++ main.py\nx = ',
  )
})

test('headers are sent before a slow model has said anything', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['late'], headersAfterMs: 1_000 })
  const body = suggestionBody(
    { above: 'x = ' },
    { stream: true, ...nestedModel(upstream, 'codestral') },
  )
  const answer = await post(`${gateway.url}/v4/code/suggestions`, body)
  const reader = answer.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  assert.match(first, /^event: stream_start\r\n/)
  await reader?.cancel()
})

test('an embedded answer streams like any other', async (t) => {
  const gateway = await startGateway(t)
  const code = { fileName: 'a.ts', above: 'const a = readNumber(input, 1)\nconst b = readNumber(' }
  const answer = await post(
    `${gateway.url}/v4/code/suggestions`,
    suggestionBody(code, { stream: true }),
  )
  const events = frames(await answer.text())
  assert.equal(events[0]?.data.metadata.model.name, 'embedded')
  assert.match(events[1]?.data.choices[0].delta.content, /^input, /)
})
