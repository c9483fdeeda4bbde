// What a model server counts, whole or in the last events of a stream, reaches the access log.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionBody, post } from '../support/bodies.ts'
import { type AnsweredPath, dialectServer } from '../support/dialect-server.ts'
import { accessLine } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'

const COUNTED = { input_tokens: 11, output_tokens: 3 }
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const OPENAI = { prompt_tokens: 11, completion_tokens: 3 }
const OPENAI_PIECES = [
  event({ choices: [{ text: 'a, b)', finish_reason: null }], usage: null }),
  event({ choices: [{ text: '', finish_reason: 'stop' }] }),
  `${event({ choices: [], usage: OPENAI })}data: [DONE]\n\n`,
]

interface Server {
  name: string
  prefix: string
  path: string
  answer: object
  pieces: string[]
}

const SERVERS: Server[] = [
  {
    name: 'vLLM',
    prefix: 'openai',
    path: '/v1/completions',
    answer: { choices: [{ text: 'a, b)', finish_reason: 'stop' }], usage: OPENAI },
    pieces: OPENAI_PIECES,
  },
  {
    name: 'Mistral',
    prefix: 'mistral',
    path: '/v1/fim/completions',
    answer: {
      choices: [{ message: { content: 'a, b)' }, finish_reason: 'stop' }],
      usage: OPENAI,
    },
    pieces: [
      event({ choices: [{ delta: { content: 'a, b)' }, finish_reason: 'stop' }], usage: OPENAI }),
      'data: [DONE]\n\n',
    ],
  },
  {
    name: 'Ollama',
    prefix: 'ollama',
    path: '/api/generate',
    answer: { response: 'a, b)', done: true, prompt_eval_count: 11, eval_count: 3 },
    pieces: [
      `${JSON.stringify({ response: 'a, b)', done: false })}\n`,
      `${JSON.stringify({ response: '', done: true, prompt_eval_count: 11, eval_count: 3 })}\n`,
    ],
  },
  {
    name: 'llama.cpp',
    prefix: 'llama_cpp',
    path: '/completion',
    answer: { content: 'a, b)', stop: true, tokens_evaluated: 11, tokens_predicted: 3 },
    pieces: [
      event({ content: 'a, b)', stop: false }),
      event({ content: '', stop: true, tokens_evaluated: 11, tokens_predicted: 3 }),
    ],
  },
  {
    name: 'Anthropic',
    prefix: 'anthropic',
    path: '/v1/messages',
    answer: { content: [{ text: 'a, b)' }], usage: COUNTED },
    pieces: [
      event({ type: 'message_start', message: { usage: { input_tokens: 11, output_tokens: 1 } } }),
      event({ type: 'content_block_delta', delta: { text: 'a, b)' } }),
      event({
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: { output_tokens: 3 },
      }),
      event({ type: 'message_stop' }),
    ],
  },
]

const modelAt = (url: string, prefix: string) => ({
  model_provider: 'litellm',
  model_name: 'codestral',
  model_endpoint: `${url}/v1`,
  model_api_key: 'k',
  model_identifier: `${prefix}/codestral`,
})

async function countedFor(
  t: { after(run: () => unknown): void },
  { path, prefix }: Pick<Server, 'path' | 'prefix'>,
  answer: AnsweredPath,
) {
  const gateway = await startGateway(t)
  const server = await dialectServer(t, { [path]: answer })
  const stream = answer.pieces !== undefined
  const body = completionBody({ above: 'def add(' }, { stream, ...modelAt(server.url, prefix) })
  const headers = { 'x-request-id': 'counted' }
  const told = await post(`${gateway.url}/v2/code/completions`, body, { headers })
  assert.match(await told.text(), /a, b\)/)
  const { input_tokens, output_tokens } = await accessLine(gateway, 'counted')
  return { counted: { input_tokens, output_tokens }, server }
}

for (const one of SERVERS) {
  test(`${one.name} counts, whole or streamed`, async (t) => {
    for (const answer of [{ json: one.answer }, { pieces: one.pieces }]) {
      assert.deepEqual((await countedFor(t, one, answer)).counted, COUNTED)
    }
  })
}

test('a server that refuses to be asked for counts in a stream is asked without', async (t) => {
  const [vllm] = SERVERS
  assert.ok(vllm)
  const answer = { pieces: vllm.pieces, refuses: 'stream_options' }
  const { server } = await countedFor(t, vllm, answer)
  assert.deepEqual(
    server.calls.map(({ body }) => 'stream_options' in body),
    [true, false],
  )
})
