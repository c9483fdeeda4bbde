// Refusals whose reason is in what the server says, not in its status: GitLab's connection test and the caller are told.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { completionBody, type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { listen, stop } from '../support/fake-upstream.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'

const NO_CREDIT = 'the account behind its key has no credit left'
const NO_TEMPLATE =
  'its model has no chat template, so it completes code and nothing else; give its server one'
const NOT_LOADED = 'it has loaded no model'
const WANTS_TLS = 'its URL begins with http://, and it speaks TLS'
const FILTERED = 'its content filter stopped the prompt'

/** Name and source, status, body, the reason as it is told, and the status that the caller gets. */
const REFUSALS: [string, number, unknown, string, number][] = [
  [
    'DeepSeek without balance, continuedev/continue#4293',
    402,
    {
      error: {
        message: 'Insufficient Balance',
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
    NO_CREDIT,
    502,
  ],
  [
    'Anthropic without credit',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the Anthropic API.',
      },
    },
    NO_CREDIT,
    502,
  ],
  [
    'Azure, called from outside of its network',
    403,
    { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } },
    'its firewall does not let this gateway in',
    502,
  ],
  ['another vendor that wants money and does not say why', 402, {}, NO_CREDIT, 502],
  [
    "OpenAI's 429 that no waiting helps",
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    },
    NO_CREDIT,
    429,
  ],
  [
    'vLLM with a base model, David-Li0406/Preference-Leakage#6',
    400,
    {
      object: 'error',
      message:
        'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.',
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    NO_TEMPLATE,
    502,
  ],
  [
    'TGI with a base model',
    422,
    { error: 'Template error: template not found', error_type: 'template_error' },
    NO_TEMPLATE,
    502,
  ],
  [
    'Ollama on a machine that is too small',
    500,
    { error: 'model requires more system memory (15.2 GiB) than is available (7.4 GiB)' },
    'it has too little memory for its model',
    503,
  ],
  [
    'TabbyAPI before a model is loaded, theroyallab/tabbyAPI common/networking.py',
    400,
    { detail: 'No models are currently loaded.' },
    NOT_LOADED,
    502,
  ],
  [
    'LM Studio without a model and without loading at need',
    404,
    {
      error: {
        message:
          'No models loaded. Please load a model in the developer page or use the `lms load` command.',
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_found',
      },
    },
    NOT_LOADED,
    502,
  ],
  [
    'nginx, asked without TLS where it wants TLS',
    400,
    '<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>',
    WANTS_TLS,
    502,
  ],
  [
    "Go's net/http, as in Ollama's and Traefik's, asked without TLS where it wants TLS",
    400,
    'Client sent an HTTP request to an HTTPS server.\n',
    WANTS_TLS,
    502,
  ],
  [
    "Azure's content filter, learn.microsoft.com/azure/ai-services/openai/concepts/content-filter",
    400,
    {
      error: {
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
      },
    },
    FILTERED,
    502,
  ],
]

let gateway: RunningGateway
let answer: { status: number; body: unknown } = { status: 200, body: {} }
let endpoint = ''

const server = createServer((incoming, response) => {
  incoming.resume()
  const { status, body } = incoming.method === 'POST' ? answer : { status: 404, body: {} }
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(typeof body === 'string' ? body : JSON.stringify(body))
})

before(async () => {
  endpoint = `http://127.0.0.1:${await listen(server)}/v1`
  gateway = await startGateway(undefined)
})
after(async () => {
  await gateway.stop()
  await stop(server)
})

for (const [name, status, body, reason, told] of REFUSALS) {
  test(`${name}: ${reason}`, async () => {
    answer = { status, body }
    const check = await post(`${gateway.url}/v1/prompts/model_configuration%2Fcheck`, {
      inputs: {},
      model_metadata: { provider: 'openai', name: 'mistral', endpoint, identifier: 'openai/m' },
    })
    assert.equal(check.status, 421)
    const { detail } = await jsonOf<ErrorAnswer>(check)
    assert.equal(detail, `${status}: The model server answered ${status}: ${reason}.`)
    const completion = await completionFrom(`openai/${status}`)
    assert.equal(completion.status, told)
    const { message } = await jsonOf<ErrorAnswer>(completion)
    assert.equal(message, `The model server answered ${status}: ${reason}`)
  })
}

test('a server without TLS that is asked with it', async () => {
  const completion = await completionFrom('openai/m', endpoint.replace('http:', 'https:'))
  assert.equal(completion.status, 503)
  const { message } = await jsonOf<ErrorAnswer>(completion)
  assert.match(message, /cannot be reached: its URL begins with https:\/\/, and it speaks no TLS$/)
})

test('a parameter that a refusal names three times is told once', async () => {
  answer = {
    status: 400,
    body: {
      error: {
        message: "Unsupported value: 'temperature' does not support 0.3, but 1 temperature",
        param: 'temperature',
      },
    },
  }
  const completion = await completionFrom('openai/stubborn')
  const { message } = await jsonOf<ErrorAnswer>(completion)
  assert.equal(message, 'The model server answered 400: it does not accept temperature')
})

function completionFrom(identifier: string, url = endpoint): Promise<Response> {
  return post(
    `${gateway.url}/v2/code/completions`,
    completionBody(
      { above: 'x = ' },
      {
        model_provider: 'litellm',
        model_name: 'mistral',
        model_endpoint: url,
        model_identifier: identifier,
      },
    ),
  )
}
