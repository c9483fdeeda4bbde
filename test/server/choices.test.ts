// Several alternatives: from one request where the server gives them, else from several at the same time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { completionBody, jsonOf, post } from '../support/bodies.ts'
import { type AnsweredPath, dialectServer } from '../support/dialect-server.ts'
import { startGateway } from '../support/gateway.ts'

const one = { choices: [{ text: 'a', finish_reason: 'stop' }], usage: { prompt_tokens: 9 } }
const three = { choices: Array(3).fill(one.choices[0]) }

const SERVERS: [string, string, string, AnsweredPath, number[]][] = [
  ['vLLM is asked once', 'openai', '/v1/completions', { json: three }, [1, 1]],
  [
    'a server that ignores n is asked once, then for each',
    'openai',
    '/v1/completions',
    { json: one },
    [1, 3],
  ],
  [
    'a server that refuses n is asked for each',
    'openai',
    '/v1/completions',
    { json: one, refuses: 'n' },
    [4, 3],
  ],
  [
    'Ollama is asked for each',
    'ollama',
    '/api/generate',
    { json: { response: 'a', done: true } },
    [3, 3],
  ],
  [
    'llama.cpp is asked for each',
    'llama_cpp',
    '/completion',
    { json: { content: 'a', stop: true } },
    [3, 3],
  ],
]

for (const [name, prefix, path, answer, calls] of SERVERS) {
  test(`${name} of three choices`, async (t) => {
    const gateway = await startGateway(t)
    const server = await dialectServer(t, { [path]: answer })
    const body = completionBody(
      { above: 'x = ' },
      {
        model_provider: 'litellm',
        model_name: 'codestral',
        model_endpoint: `${server.url}/v1`,
        model_identifier: `${prefix}/codestral`,
        choices_count: 3,
      },
    )
    let before = 0
    for (const count of calls) {
      const told = await jsonOf<CompletionsAnswer>(post(`${gateway.url}/v2/code/completions`, body))
      assert.equal(server.calls.length - before, count)
      const given = answer.json === one && count === 1 ? 1 : 3
      assert.equal(told.choices.length, given)
      before = server.calls.length
    }
  })
}

test('a list of stops that is too long is shortened before it is left out', async (t) => {
  const gateway = await startGateway(t)
  const server = await dialectServer(t, { '/v1/completions': { json: one, refusesStops: 5 } })
  const body = completionBody(
    { above: 'x = ' },
    {
      model_provider: 'litellm',
      model_name: 'codestral',
      model_endpoint: `${server.url}/v1`,
      model_identifier: 'openai/codestral',
    },
  )
  for (const _ of [1, 2]) {
    assert.equal((await post(`${gateway.url}/v2/code/completions`, body)).status, 200)
  }
  const stops = server.calls.map((call) =>
    Array.isArray(call.body.stop) ? call.body.stop.length : 0,
  )
  assert.deepEqual(stops, [5, 4, 4])
})
