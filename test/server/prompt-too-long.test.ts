// Model servers that read less than was thought, each in its own words. The words are from the issues that
// server/prompt-too-long.ts names.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, type TestContext, test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { listen, readRequest, type SeenRequest, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'

const WINDOW = 4_096
/** Denser than any code that was counted. */
const DENSE_CHARS_PER_TOKEN = 2.4

interface Server {
  name: string
  status?: number
  body: unknown
}

const flat = (message: string) => ({ object: 'error', message, type: 'BadRequestError', code: 400 })
const nested = (message: string, rest: object = {}) => ({ error: { message, code: 400, ...rest } })

const SERVERS: Server[] = [
  {
    name: 'vLLM 0.8',
    body: flat(
      `This model's maximum context length is ${WINDOW} tokens. However, you requested 9001 tokens (8937 in the messages, 64 in the completion). Please reduce the length of the messages or completion.`,
    ),
  },
  {
    name: 'vLLM 0.15',
    body: nested(
      `This model's maximum context length is ${WINDOW} tokens. However, your request has 8937 input tokens plus 64 'max_tokens'. Please reduce one or the other. (parameter=input_tokens, max_tokens, value=(8937, 64))`,
      { type: 'BadRequestError', param: 'input_tokens, max_tokens' },
    ),
  },
  {
    name: 'vLLM, of the answer',
    body: flat(
      `'max_tokens' or 'max_completion_tokens' is too large: 64. This model's maximum context length is ${WINDOW} tokens and your request has 4090 input tokens (64 > ${WINDOW} - 4090).`,
    ),
  },
  {
    name: 'SGLang',
    body: flat(
      `The input (8937 tokens) is longer than the model's context length (${WINDOW} tokens).`,
    ),
  },
  {
    name: 'llama.cpp',
    body: nested('the request exceeds the available context size, try increasing it', {
      type: 'exceed_context_size_error',
      n_prompt_tokens: 8_937,
      n_ctx: WINDOW,
    }),
  },
  {
    name: 'LM Studio 0.3',
    body: {
      error: `Trying to keep the first 8937 tokens when context the overflows. However, the model is loaded with context length of only ${WINDOW} tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input`,
    },
  },
  {
    name: 'LM Studio 0.4',
    body: {
      error: `The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 8937>= n_ctx: ${WINDOW}). Try to load the model with a larger context length, or provide a shorter input.`,
    },
  },
  {
    name: 'LM Studio, without a number and without a status',
    status: 200,
    body: {
      error:
        'The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input',
    },
  },
  {
    name: 'TGI',
    status: 422,
    body: {
      error: `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${WINDOW}. Given: 8937 \`inputs\` tokens and 64 \`max_new_tokens\``,
      error_type: 'validation',
    },
  },
  {
    name: 'TensorRT-LLM',
    status: 500,
    body: {
      error: `Encountered an error when fetching new request: Prompt length (8937) exceeds maximum input length (${WINDOW})`,
    },
  },
  {
    name: 'llama-cpp-python',
    body: nested(
      `This model's maximum context length is ${WINDOW} tokens, however you requested 9001 tokens (8937 in your prompt; 64 for the completion). Please reduce your prompt; or completion length.`,
      { type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' },
    ),
  },
  {
    name: 'LiteLLM',
    body: nested(
      `litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - This model's maximum context length is ${WINDOW} tokens. However, you requested 9001 tokens (8937 in the messages, 64 in the completion). Received Model Group=m\nAvailable Model Group Fallbacks=None`,
      { type: null, param: null, code: '400' },
    ),
  },
]

let gateway: RunningGateway

before(async () => {
  gateway = await startGateway(undefined)
})
after(() => gateway.stop())

/** Refuses what is too long for it, and answers the rest. */
async function narrowServer(t: TestContext, { status = 400, body }: Server, charsPerToken = 3) {
  const asked: (SeenRequest & { chars: number })[] = []
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    if (incoming.method === 'GET' || !request.path.endsWith('/completions')) {
      response.writeHead(404).end()
      return
    }
    const chars = String(request.body.prompt).length
    asked.push({ ...request, chars })
    const isTooLong = chars / charsPerToken + Number(request.body.max_tokens) > WINDOW
    response.writeHead(isTooLong ? status : 200, { 'content-type': 'application/json' })
    if (isTooLong) response.end(JSON.stringify(body))
    else if (request.body.stream) {
      response.write('data: {"choices":[{"text":"b","finish_reason":null}]}\n\n')
      response.end('data: {"choices":[{"text":"","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    } else response.end('{"choices":[{"index":0,"text":"b","finish_reason":"stop"}]}')
  })
  const url = `http://127.0.0.1:${await listen(server)}/v1`
  t.after(() => stop(server))
  return { url, asked }
}

const LONG = { above: 'total = total + 1\n'.repeat(4_000), below: '\n' }

const ask = (endpoint: string, code = LONG, rest: object = {}): Promise<Response> =>
  post(
    `${gateway.url}/v2/code/completions`,
    completionBody(code, {
      model_provider: 'litellm',
      model_name: 'codestral',
      model_endpoint: endpoint,
      model_identifier: 'custom_openai/m',
      ...rest,
    }),
  )

const suggested = async (answer: Response): Promise<string | undefined> =>
  (await jsonOf<CompletionsAnswer>(answer)).choices[0]?.text

for (const server of SERVERS) {
  test(`${server.name}: a prompt that is too long is sent again as long as it may be`, async (t) => {
    const { url, asked } = await narrowServer(t, server)
    assert.equal(await suggested(await ask(url)), 'b')
    const tries = asked.length
    assert.equal(await suggested(await ask(url)), 'b')
    assert.equal(asked.length, tries + 1, 'the second request fits at once')
    const [first] = asked
    const last = asked.at(-1)
    assert.ok(first && last && last.chars < first.chars)
    assert.ok(last.chars > WINDOW, 'no more is left out than must be')
    assert.deepEqual(
      asked.map(({ body }) => body.max_tokens),
      asked.map(() => 64),
      'nothing else about the request changes',
    )
  })
}

const [VLLM = { name: '', body: '' }] = SERVERS

test('a stream that is refused as too long is asked for again as well', async (t) => {
  const { url } = await narrowServer(t, VLLM)
  const answer = await ask(url, LONG, { stream: true })
  assert.equal(await answer.text(), 'b')
})

test('code that is denser than was thought is made shorter until it fits', async (t) => {
  const { url, asked } = await narrowServer(t, VLLM, DENSE_CHARS_PER_TOKEN)
  assert.equal(await suggested(await ask(url)), 'b')
  assert.ok(asked.length <= 4)
})

test('a server that refuses whatever it is sent is asked four times at most, and not blamed', async (t) => {
  const { url, asked } = await narrowServer(t, VLLM, 0.001)
  const answer = await ask(url)
  assert.equal(answer.status, 502)
  const { code, message } = await jsonOf<ErrorAnswer>(answer)
  assert.equal(code, 'upstream_rejected')
  assert.match(message, /answered 400: the prompt is longer than what it reads at once/)
  assert.ok(asked.length >= 2 && asked.length <= 4, `${asked.length}`)
})

test('a refusal that only echoes such words is none of them', async (t) => {
  const body = {
    detail: [
      {
        type: 'extra_forbidden',
        loc: ['body', 'temperature'],
        msg: 'Extra inputs are not permitted',
        input: { prompt: "maximum context length is 512 tokens, 'max_tokens' \n\n" },
      },
    ],
  }
  const seen: Record<string, unknown>[] = []
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    const isCall = incoming.method === 'POST' && request.path.endsWith('/completions')
    if (isCall) seen.push(request.body)
    const isRefused = 'temperature' in request.body
    response.writeHead(isCall ? (isRefused ? 422 : 200) : 404)
    response.end(
      JSON.stringify(isRefused ? body : { choices: [{ text: 'b', finish_reason: 'stop' }] }),
    )
  })
  const url = `http://127.0.0.1:${await listen(server)}/v1`
  t.after(() => stop(server))
  assert.equal(await suggested(await ask(url)), 'b')
  const [first, second] = seen
  assert.equal(second?.prompt, first?.prompt)
  assert.equal(second?.max_tokens, 64)
})
