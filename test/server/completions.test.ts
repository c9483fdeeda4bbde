// /v2/code/completions and its alias, over real sockets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, flatModel, jsonOf, post } from '../support/bodies.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'

const REPEATED = {
  fileName: 'area.ts',
  above: 'const width = readNumber(input, "width")\nconst height = readNumber(',
  below: '\n',
}

test('without any model the embedded engine answers, and says so', async (t) => {
  const gateway = await startGateway(t)
  const answer = await post(`${gateway.url}/v2/code/completions`, completionBody(REPEATED))
  const body = await jsonOf<CompletionsAnswer>(answer)
  assert.equal(answer.status, 200)
  assert.equal(body.model.engine, 'midfill')
  assert.equal(body.model.name, 'embedded')
  assert.equal(body.model.lang, 'ts')
  assert.equal(body.object, 'text_completion')
  assert.match(body.choices[0]?.text ?? '', /^input, "/)
  assert.deepEqual(Object.keys(body.choices[0] ?? {}), ['text', 'index', 'finish_reason'])
})

test('the embedded engine copies from the context of the request', async (t) => {
  const gateway = await startGateway(t)
  const context = [
    {
      type: 'file',
      name: 'b.ts',
      content: 'export const openLedger = (path) => readLedger(path, STRICT)',
    },
  ]
  const body = completionBody(
    { fileName: 'a.ts', above: 'openLedger = (path) => readLedger(' },
    { context },
  )
  const answer = await jsonOf<CompletionsAnswer>(post(`${gateway.url}/v2/completions`, body))
  assert.equal(answer.choices[0]?.text, 'path, STRICT)')
})

test('codestral and codegemma get a FIM prompt on /completions', async (t) => {
  const gateway = await startGateway(t)
  const marks = {
    codestral: '[SUFFIX]\nend[PREFIX]def area(',
    codegemma: '<|fim_prefix|>def area(<|fim_suffix|>\nend<|fim_middle|>',
  }
  for (const [family, prompt] of Object.entries(marks)) {
    const upstream = await fakeUpstream(t, { chunks: ['width, height)'] })
    const body = completionBody({ above: 'def area(', below: '\nend' }, flatModel(upstream, family))
    const answer = await jsonOf<CompletionsAnswer>(post(`${gateway.url}/v2/code/completions`, body))
    assert.equal(answer.choices[0]?.text, 'width, height)')
    assert.deepEqual([answer.model.engine, answer.model.name], ['litellm', family])
    const [seen] = upstream.requests
    assert.equal(seen?.path, '/v1/completions')
    assert.equal(seen?.body.prompt, prompt)
    assert.equal(seen?.body.model, `served-${family}`)
    assert.equal(seen?.headers.authorization, 'Bearer secret-key')
  }
})

test('mistral is asked as a chat model', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['ok'] })
  const body = completionBody({ above: 'x = ' }, flatModel(upstream, 'mistral'))
  await post(`${gateway.url}/v2/code/completions`, body)
  assert.equal(upstream.requests[0]?.path, '/v1/chat/completions')
})

test('a model set in the environment serves requests that name none', async (t) => {
  const upstream = await fakeUpstream(t, {
    chunks: ['done'],
    usage: { prompt_tokens: 9, completion_tokens: 2 },
  })
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: `${upstream.url}/`,
    MIDFILL_MODEL_NAME: 'codestral-22b',
    MIDFILL_MODEL_API_KEY: 'k',
  })
  const answer = await jsonOf<CompletionsAnswer>(
    post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' })),
  )
  assert.equal(answer.model.name, 'codestral')
  assert.equal(answer.model.tokens_consumption_metadata?.input_tokens, 9)
  assert.equal(upstream.requests[0]?.body.model, 'codestral-22b')
})

test('alternatives are asked for and come back, blank ones left out', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['one'], alternatives: [' \n', 'two'] })
  const body = completionBody(
    { above: 'x = ' },
    { ...flatModel(upstream, 'codestral'), choices_count: 9 },
  )
  const answer = await jsonOf<CompletionsAnswer>(post(`${gateway.url}/v2/code/completions`, body))
  assert.deepEqual(
    answer.choices.map((choice) => choice.text),
    ['one', 'two'],
  )
  assert.equal(upstream.requests[0]?.body.n, 4)
})

test('a stream is raw text, without what post-processing removes', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['def ', 'search[MID', 'DLE] more'] })
  const body = completionBody(
    { above: 'x = ' },
    { ...flatModel(upstream, 'codestral'), stream: true },
  )
  const answer = await post(`${gateway.url}/v2/code/completions`, body)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(await answer.text(), 'def search')
})

test('chunks arrive one by one, the first before the last is sent', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['a', 'b', 'c'], pauseMs: 50 })
  const body = completionBody(
    { above: 'x = ' },
    { ...flatModel(upstream, 'codestral'), stream: true },
  )
  const answer = await post(`${gateway.url}/v2/code/completions`, body)
  const pieces: string[] = []
  for await (const piece of answer.body ?? []) pieces.push(new TextDecoder().decode(piece))
  assert.deepEqual(pieces, ['a', 'b', 'c'])
})

test('a model never gets half a character, and code that writes one as an escape is left alone', async (t) => {
  const gateway = await startGateway(t)
  const upstream = await fakeUpstream(t, { chunks: ['x'] })
  const sent: [string, string][] = [
    ['face = "\ud83d', 'face = "\ufffd'],
    ['face = "😀\ude00', 'face = "😀\ufffd'],
    ['face = "\\\ud83d', 'face = "\\\ufffd'],
    ['face = "\\ud83d', 'face = "\\ud83d'],
    ['face = "😀', 'face = "😀'],
  ]
  for (const [above, read] of sent) {
    const body = completionBody({ above, below: '"\n' }, flatModel(upstream, 'codegemma'))
    await post(`${gateway.url}/v2/code/completions`, body)
    const prompt = upstream.requests.at(-1)?.body.prompt
    assert.equal(prompt, `<|fim_prefix|>${read}<|fim_suffix|>"\n<|fim_middle|>`)
  }
})

test('a header that is added to all calls takes the place of one of ours', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['x'] })
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: upstream.url,
    MIDFILL_MODEL_API_KEY: 'key',
    AIGW_CUSTOM_MODELS__EXTRA_HEADERS: '{"Authorization": "Basic dXNlcg==", "X-Team": "editors"}',
  })
  await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }))
  const [seen] = upstream.requests
  assert.equal(seen?.headers.authorization, 'Basic dXNlcg==')
  assert.equal(seen?.headers['x-team'], 'editors')
})
