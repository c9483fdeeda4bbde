// What model servers tell of their limits, and what is made of answers that tell nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CODE_SAMPLE } from '../../../server/providers/code-sample.ts'
import { askLimits, type Teller } from '../../../server/providers/limits.ts'

const server = { baseUrl: 'http://h:8000/v1', model: 'codestral' }
const COUNT = 400
const charsPerToken = CODE_SAMPLE.length / COUNT
const tokens = Array(COUNT).fill(1)

const TOLD: [Teller | undefined, Record<string, unknown>, object][] = [
  [
    'vllm',
    { '/tokenize': { count: COUNT, max_model_len: 4096, tokens } },
    { windowTokens: 4096, charsPerToken },
  ],
  ['vllm', {}, {}],
  ['vllm', { '/tokenize': { count: 1, max_model_len: 4096 } }, { windowTokens: 4096 }],
  ['llama_cpp', { '/tokenize': { tokens } }, { charsPerToken }],
  ['llama_cpp', { '/tokenize': { error: 'no' } }, {}],
  [
    'ollama',
    { '/api/show': { model_info: { 'general.file_type': 2, 'qwen2.context_length': 32768 } } },
    { windowTokens: 32768 },
  ],
  [
    'ollama',
    {
      '/api/show': {
        model_info: { 'qwen2.context_length': 32768 },
        parameters:
          'stop                           "<|im_start|>"\nnum_ctx                        16384',
      },
    },
    { windowTokens: 16384, setTokens: 16384 },
  ],
  ['ollama', { '/api/show': { model_info: { 'qwen2.context_length': 'many' } } }, {}],
  [
    'tgi',
    { '/info': { max_total_tokens: 8192 }, '/tokenize': tokens.map((id) => ({ id })) },
    { windowTokens: 8192, charsPerToken },
  ],
  ['tgi', {}, {}],
  [
    'lm_studio',
    {
      '/api/v0/models': {
        object: 'list',
        data: [
          { id: 'other', object: 'model', type: 'llm', state: 'loaded', loaded_context_length: 1 },
          {
            id: 'codestral',
            object: 'model',
            type: 'llm',
            state: 'loaded',
            max_context_length: 32_768,
            loaded_context_length: 4_096,
          },
        ],
      },
    },
    { windowTokens: 4_096 },
  ],
  [
    'lm_studio',
    { '/api/v0/models': { data: [{ id: 'codestral', max_context_length: 32_768 }] } },
    {},
  ],
  ['lm_studio', { '/api/v0/models': { error: 'Unexpected endpoint or method.' } }, {}],
  [undefined, { '/tokenize': { count: COUNT, max_model_len: 1 } }, {}],
]

for (const [index, [teller, answers, is]] of TOLD.entries()) {
  test(`limits of ${teller ?? 'an unknown server'}, ${index + 1}`, async () => {
    const limits = await askLimits(teller, server, async (url, body) => {
      // Nobody's code is sent to be counted, only the sample.
      assert.ok(JSON.stringify(body ?? '').length < 2 * CODE_SAMPLE.length)
      const json = answers[new URL(url).pathname]
      return json ? { status: 200, json } : { status: 404, json: undefined }
    })
    assert.deepEqual(limits, is)
  })
}
