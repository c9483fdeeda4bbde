// Model servers that are not OpenAI-compatible, or not where one said: found by asking, called in their own words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post } from '../support/bodies.ts'
import { type AnsweredPath, dialectServer } from '../support/dialect-server.ts'
import { logged } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'

const CODE = { above: 'def add(', below: '\nend' }
const MARKED = '[SUFFIX]\nend[PREFIX]def add('

const list = (owner: string, extra: object = {}) => ({
  json: { object: 'list', data: [{ id: 'codestral', owned_by: owner, ...extra }] },
})
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const line = (data: object): string => `${JSON.stringify(data)}\n`

interface Server {
  name: string
  /** What it tells of itself. */
  tells: Record<string, AnsweredPath>
  path: string
  answer: unknown
  /** Where it streams, when not on the same path. */
  streamPath?: string
  pieces: string[]
  /** Members of the body. */
  sends: Record<string, unknown>
}

const IN_PARTS = [
  { type: 'thinking', thinking: [{ type: 'text', text: 'Two parameters.' }] },
  { type: 'text', text: 'a, ' },
  { type: 'text', text: 'b)' },
]

const SERVERS: Server[] = [
  {
    name: 'Ollama',
    tells: { '/v1/models': list('library'), '/api/version': { json: { version: '0.14.1' } } },
    path: '/api/generate',
    answer: { response: 'a, b)', done: true, done_reason: 'stop' },
    pieces: [
      line({ response: 'a, ', done: false }) + line({ response: 'b', done: false }).slice(0, 5),
      line({ response: 'b', done: false }).slice(5),
      line({ response: ')', done: true, done_reason: 'stop' }),
    ],
    sends: { model: 'codestral', prompt: MARKED, raw: true },
  },
  {
    name: 'llama.cpp',
    tells: {
      '/v1/models': list('llamacpp'),
      '/props': { json: { default_generation_settings: {} } },
    },
    path: '/completion',
    answer: { content: 'a, b)', stop: true, stop_type: 'eos' },
    pieces: [
      event({ content: 'a, ', stop: false }),
      event({ content: 'b)', stop: false }),
      event({ content: '', stop: true, stop_type: 'eos' }),
    ],
    sends: { prompt: MARKED, n_predict: 64 },
  },
  {
    name: "Mistral's API",
    tells: { '/v1/models': list('mistralai', { capabilities: { completion_fim: true } }) },
    path: '/v1/fim/completions',
    answer: { choices: [{ message: { content: 'a, b)' }, finish_reason: 'stop' }] },
    pieces: [
      event({ choices: [{ delta: { content: 'a, b)' }, finish_reason: null }] }),
      `${event({ choices: [{ delta: { content: '' }, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
    ],
    sends: { model: 'codestral', prompt: 'def add(', suffix: '\nend', max_tokens: 64 },
  },
  {
    name: "Mistral's API, which answers in parts,",
    tells: { '/v1/models': list('mistralai', { capabilities: { completion_fim: true } }) },
    path: '/v1/fim/completions',
    answer: { choices: [{ message: { content: IN_PARTS }, finish_reason: 'stop' }] },
    pieces: [
      event({ choices: [{ delta: { content: IN_PARTS.slice(0, 1) }, finish_reason: null }] }),
      event({ choices: [{ delta: { content: IN_PARTS.slice(1) }, finish_reason: null }] }),
      `${event({ choices: [{ delta: { content: '' }, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
    ],
    sends: { model: 'codestral', prompt: 'def add(', suffix: '\nend', max_tokens: 64 },
  },
  {
    name: 'Triton',
    tells: { '/v2': { json: { name: 'triton', version: '2.42.0', extensions: [] } } },
    path: '/v2/models/codestral/generate',
    answer: { text_output: 'a, b)' },
    streamPath: '/v2/models/codestral/generate_stream',
    pieces: [event({ text_output: 'a, ' }), event({ text_output: 'b)' })],
    sends: { text_input: MARKED, max_tokens: 64 },
  },
  {
    name: 'vLLM, /v1 forgotten',
    tells: { '/v1/models': list('vllm') },
    path: '/v1/completions',
    answer: { choices: [{ text: 'a, b)', finish_reason: 'stop' }] },
    pieces: [event({ choices: [{ text: 'a, b)', finish_reason: 'stop' }] })],
    sends: { model: 'codestral', prompt: MARKED },
  },
]

const modelAt = (url: string) => ({
  model_provider: 'litellm',
  model_name: 'codestral',
  model_endpoint: url,
  model_api_key: 'secret-key',
  model_identifier: 'custom_openai/codestral',
})

for (const { name, tells, path, answer, streamPath = path, pieces, sends } of SERVERS) {
  test(`${name} is asked once who it is, and called in its own dialect`, async (t) => {
    const gateway = await startGateway(t)
    const server = await dialectServer(t, { ...tells, [path]: { json: answer } })
    const url = `${gateway.url}/v2/code/completions`
    for (const _ of [1, 2]) {
      const body = await jsonOf<CompletionsAnswer>(
        post(url, completionBody(CODE, modelAt(server.url))),
      )
      assert.equal(body.choices[0]?.text, 'a, b)')
    }
    assert.deepEqual(
      server.calls.map((call) => call.path),
      [path, path],
    )
    const [call] = server.calls
    assert.deepEqual({ ...call?.body, ...sends }, call?.body)
    assert.equal(new Set(server.asked).size, server.asked.length)
  })

  test(`${name} streams in its own dialect`, async (t) => {
    const gateway = await startGateway(t)
    const server = await dialectServer(t, { ...tells, [streamPath]: { pieces } })
    const body = completionBody(CODE, { stream: true, ...modelAt(server.url) })
    const answer = await post(`${gateway.url}/v2/code/completions`, body)
    assert.equal(await answer.text(), 'a, b)')
  })
}

test('what is there is said once in the log, without the key', async (t) => {
  const gateway = await startGateway(t)
  const [ollama] = SERVERS
  const server = await dialectServer(t, {
    ...ollama?.tells,
    '/api/generate': { json: ollama?.answer },
  })
  const note = `The model server at ${server.url} is Ollama`
  for (const _ of [1, 2]) {
    await post(`${gateway.url}/v2/code/completions`, completionBody(CODE, modelAt(server.url)))
  }
  await logged(gateway, 'the dialect', ({ message }) => message === note)
  assert.equal(gateway.log().split(note).length, 2)
  assert.doesNotMatch(gateway.log(), /secret-key/)
})

test('another server at the same place is found after the first call that it refuses', async (t) => {
  const gateway = await startGateway(t)
  const paths: Record<string, AnsweredPath> = { '/v1/models': list('vllm') }
  const server = await dialectServer(t, paths)
  const ask = () =>
    post(`${gateway.url}/v2/code/completions`, completionBody(CODE, modelAt(server.url)))
  assert.equal((await ask()).status, 502)
  const [ollama] = SERVERS
  Object.assign(paths, ollama?.tells, { '/api/generate': { json: ollama?.answer } })
  assert.equal((await ask()).status, 200)
})

test('a prefix decides the dialect, and only Ollama is asked, for the size of its model', async (t) => {
  const gateway = await startGateway(t)
  const server = await dialectServer(t, {
    '/api/generate': { json: { response: 'a, b)', done: true } },
  })
  const model = { ...modelAt(`${server.url}/v1/`), model_identifier: 'ollama/codestral:22b' }
  const answer = await post(`${gateway.url}/v2/code/completions`, completionBody(CODE, model))
  assert.equal(answer.status, 200)
  assert.deepEqual(server.asked, ['/api/show'])
  assert.equal(server.calls[0]?.body.model, 'codestral:22b')
  const vllm = await dialectServer(t, { '/v1/completions': { json: { choices: [] } } })
  const named = { ...modelAt(`${vllm.url}/v1/`), model_identifier: 'openai/codestral' }
  await post(`${gateway.url}/v2/code/completions`, completionBody(CODE, named))
  assert.deepEqual([vllm.asked, vllm.calls.length], [[], 1])
})
