// Which server answers, by what it answers: dialect, base URL, the model's name, and what the log says of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Discovery,
  discoverDialect,
  namedDialect,
} from '../../../server/providers/discover.ts'

interface Server {
  name: string
  /** By path; a number is a status without a body, text is no JSON. */
  answers: Record<string, unknown>
  baseUrl: string
  identifier?: string
  is: Partial<Discovery>
}

const list = (owner: string, ...ids: string[]) => ({
  object: 'list',
  data: ids.map((id) => ({ id, object: 'model', created: 1795200000, owned_by: owner })),
})
const HTML = '<!doctype html>'
const PROPS = { default_generation_settings: { n_ctx: 4096 }, total_slots: 1 }
const TRITON = { name: 'triton', version: '2.42.0', extensions: ['generate'] }
const MISTRAL_LIST = {
  object: 'list',
  data: [
    { id: 'codestral-latest', owned_by: 'mistralai', capabilities: { completion_fim: true } },
    { id: 'glm-5', owned_by: 'zai', capabilities: { completion_fim: false } },
  ],
}

const SERVERS: Server[] = [
  {
    name: 'vLLM',
    answers: { '/v1/models': list('vllm', 'codestral') },
    baseUrl: 'http://h:8000/v1',
    is: { provider: 'openai', baseUrl: 'http://h:8000/v1', model: 'codestral', note: '' },
  },
  {
    name: 'LM Studio, which answers 200 to everything',
    answers: {
      '/v1/models': list('organization_owner', 'codestral', 'nomic-embed'),
      '/api/version': { error: 'Unexpected endpoint or method. (GET /api/version)' },
    },
    baseUrl: 'http://h:1234',
    is: { provider: 'openai', baseUrl: 'http://h:1234/v1', teller: 'lm_studio' },
  },
  {
    name: 'vLLM, /v1 forgotten',
    answers: { '/v1/models': list('vllm', 'codestral') },
    baseUrl: 'http://h:8000/',
    is: {
      provider: 'openai',
      baseUrl: 'http://h:8000/v1',
      note: 'The model server at http://h:8000 is used as http://h:8000/v1',
    },
  },
  {
    name: 'vLLM, /v1 doubled and a slash behind',
    answers: { '/v1/models': list('vllm', 'codestral') },
    baseUrl: 'http://h:8000/v1/v1/',
    is: { provider: 'openai', baseUrl: 'http://h:8000/v1' },
  },
  {
    name: 'vLLM, with the path of a call',
    answers: { '/gpu/v1/models': list('vllm', 'codestral') },
    baseUrl: 'https://h/gpu/V1/chat/completions',
    is: { provider: 'openai', baseUrl: 'https://h/gpu/v1' },
  },
  {
    name: 'vLLM, with the path of its list',
    answers: { '/v1/models': list('vllm', 'codestral') },
    baseUrl: 'http://h:8000/v1/models',
    is: { provider: 'openai', baseUrl: 'http://h:8000/v1' },
  },
  {
    name: 'Mistral behind a proxy, with the path of a call',
    answers: { '/v1/models': MISTRAL_LIST },
    baseUrl: 'https://h/v1/fim/completions',
    identifier: 'codestral-latest',
    is: { provider: 'mistral', baseUrl: 'https://h/v1' },
  },
  {
    name: 'Ollama, with the path of a call',
    answers: { '/v1/models': list('library', 'codestral'), '/api/version': { version: '0.14.1' } },
    baseUrl: 'http://h:11434/api/generate',
    is: { provider: 'ollama', baseUrl: 'http://h:11434' },
  },
  {
    name: 'llama.cpp, with the path of a call',
    answers: { '/v1/models': list('llamacpp', 'codestral'), '/props': PROPS },
    baseUrl: 'http://h:8080/infill/',
    is: { provider: 'llama_cpp', baseUrl: 'http://h:8080' },
  },
  {
    name: 'vLLM below a path that is called as another server calls its own',
    answers: { '/models/completion/v1/models': list('vllm', 'codestral') },
    baseUrl: 'https://h/models/completion',
    is: { provider: 'openai', baseUrl: 'https://h/models/completion/v1' },
  },
  {
    name: 'Open WebUI, which is asked below its own path',
    answers: { '/api/version': { version: '0.6.5' } },
    baseUrl: 'http://h:3000/api/chat/completions',
    is: { provider: 'openai', baseUrl: 'http://h:3000/api', isCertain: false },
  },
  {
    name: 'vLLM that serves the identifier as it is',
    answers: { '/v1/models': list('vllm', 'custom_openai/codestral') },
    baseUrl: 'http://h:8000/v1',
    is: { provider: 'openai', model: 'custom_openai/codestral', note: '' },
  },
  {
    name: 'vLLM, the prefix forgotten',
    answers: { '/v1/models': list('vllm', 'mistralai/Codestral-22B') },
    baseUrl: 'http://h:8000/v1',
    identifier: 'mistralai/Codestral-22B',
    is: { provider: 'openai', model: 'mistralai/Codestral-22B', note: '' },
  },
  {
    name: 'vLLM with another model; the password is not told',
    answers: { '/v1/models': list('vllm', 'a', 'b') },
    baseUrl: 'http://me:secret@h:8000/v1?key=secret',
    is: {
      provider: 'openai',
      model: 'codestral',
      note: 'The model server at http://h:8000/v1 lists no codestral but a, b',
    },
  },
  {
    name: 'LM Studio',
    answers: { '/v1/models': list('organization_owner', 'codestral'), '/api/version': HTML },
    baseUrl: 'http://h:1234/v1',
    is: { provider: 'openai', note: '' },
  },
  {
    name: 'KoboldCpp, which also plays Ollama',
    answers: {
      '/v1/models': list('koboldcpp', 'koboldcpp/codestral'),
      '/api/version': { version: '0.7.0' },
    },
    baseUrl: 'http://h:5001/v1',
    is: { provider: 'openai' },
  },
  {
    name: 'a proxy before several servers',
    answers: {
      '/v1/models': {
        object: 'list',
        data: [
          ...list('llamacpp', 'codestral').data,
          ...list('openai', 'gpt-4o').data,
          ...list('vllm', 'b').data,
        ],
      },
    },
    baseUrl: 'https://proxy/v1',
    is: { provider: 'openai', baseUrl: 'https://proxy/v1' },
  },
  {
    name: 'Ollama by the base URL of its OpenAI part',
    answers: {
      '/v1/models': list('library', 'codestral:latest'),
      '/api/version': { version: '0.14.1' },
    },
    baseUrl: 'http://h:11434/v1',
    is: {
      provider: 'ollama',
      baseUrl: 'http://h:11434',
      model: 'codestral',
      note: 'The model server at http://h:11434/v1 is Ollama',
    },
  },
  {
    name: 'Ollama without models, or one of before it had lists',
    answers: { '/v1/models': { object: 'list', data: null }, '/api/version': { version: '0.1.9' } },
    baseUrl: 'http://h:11434',
    is: { provider: 'ollama', baseUrl: 'http://h:11434', model: 'codestral' },
  },
  {
    name: 'llama.cpp',
    answers: { '/v1/models': list('llamacpp', 'codestral'), '/props': PROPS },
    baseUrl: 'http://h:8080/v1',
    is: { provider: 'llama_cpp', baseUrl: 'http://h:8080', model: 'codestral' },
  },
  {
    name: 'llama.cpp without a list',
    answers: { '/v1/models': 404, '/props': PROPS },
    baseUrl: 'http://h:8080',
    is: { provider: 'llama_cpp', baseUrl: 'http://h:8080' },
  },
  {
    name: 'llama.cpp behind a proxy for /v1 alone',
    answers: { '/v1/models': list('llamacpp', 'codestral'), '/props': 403 },
    baseUrl: 'https://proxy/v1',
    is: { provider: 'openai', baseUrl: 'https://proxy/v1', note: '' },
  },
  {
    name: 'Triton',
    answers: { '/v1/models': 400, '/v2': TRITON },
    baseUrl: 'http://h:8000/v2/',
    identifier: 'custom_openai/ensemble',
    is: { provider: 'triton', baseUrl: 'http://h:8000', model: 'ensemble' },
  },
  {
    name: 'another server that speaks as Triton does',
    answers: { '/v2': { ...TRITON, name: 'mlserver' } },
    baseUrl: 'http://h:8000/v1',
    is: { provider: 'openai', baseUrl: 'http://h:8000/v1', isCertain: false },
  },
  {
    name: 'the API of Mistral behind another host',
    answers: { '/mistral/v1/models': MISTRAL_LIST },
    baseUrl: 'https://proxy/mistral',
    identifier: 'codestral-latest',
    is: { provider: 'mistral', baseUrl: 'https://proxy/mistral/v1', model: 'codestral-latest' },
  },
  {
    name: 'Codestral by its host',
    answers: {},
    baseUrl: 'https://codestral.mistral.ai',
    identifier: 'custom_openai/codestral-latest',
    is: {
      provider: 'mistral',
      baseUrl: 'https://codestral.mistral.ai/v1',
      model: 'codestral-latest',
      isCertain: true,
    },
  },
  {
    name: 'DeepSeek by its host',
    answers: {},
    baseUrl: 'https://api.deepseek.com/v1',
    identifier: 'custom_openai/deepseek-chat',
    is: {
      provider: 'deepseek',
      baseUrl: 'https://api.deepseek.com',
      model: 'deepseek-chat',
      isCertain: true,
    },
  },
  {
    name: 'a site that answers everything with a page',
    answers: { '/v1/models': HTML, '/api/version': HTML, '/props': HTML, '/v2': HTML },
    baseUrl: 'https://h/api/',
    is: { provider: 'openai', baseUrl: 'https://h/api/', note: '', isCertain: false },
  },
  {
    name: 'a server that refuses the key',
    answers: { '/v1/models': 401, '/api/version': 401, '/props': 401, '/v2': 401 },
    baseUrl: 'http://h:8000',
    is: { provider: 'openai', baseUrl: 'http://h:8000', model: 'codestral', isCertain: false },
  },
  {
    name: 'nobody',
    answers: {},
    baseUrl: 'http://h:8000/v1',
    is: { provider: 'openai', baseUrl: 'http://h:8000/v1', note: '', isCertain: false },
  },
]

const MAX_ASKS = 4

for (const { name, answers, baseUrl, identifier = 'custom_openai/codestral', is } of SERVERS) {
  test(`finds ${name}`, async () => {
    const asked: string[] = []
    const found = await discoverDialect({ baseUrl, identifier }, async (url) => {
      asked.push(url)
      assert.equal(new URL(url).origin, new URL(baseUrl).origin)
      const answer = answers[url.slice(new URL(url).origin.length)]
      if (answer === undefined) return undefined
      if (typeof answer === 'number') return { status: answer, json: undefined }
      return { status: 200, json: answer === HTML ? undefined : answer }
    })
    assert.deepEqual({ ...found, ...is }, found)
    assert.ok(asked.length <= MAX_ASKS, asked.join(' '))
    assert.equal(new Set(asked).size, asked.length)
  })
}

test('what is there decides at once, without further questions', async () => {
  const asked: string[] = []
  await discoverDialect({ baseUrl: 'http://h/v1', identifier: 'x' }, async (url) => {
    asked.push(url)
    return { status: 200, json: list('vllm', 'x') }
  })
  assert.deepEqual(asked, ['http://h/v1/models', 'http://h/api/version'])
})

test('an OpenAI-compatible server is not asked, also where the URL of a call was given', async () => {
  for (const path of ['', '/', '/completions', '/chat/completions/']) {
    const given = { baseUrl: `http://h/v1${path}`, model: 'm' }
    const { baseUrl } = await namedDialect('openai', given, () => assert.fail('it was asked'))
    assert.equal(baseUrl.replace(/\/$/, ''), 'http://h/v1')
  }
})
