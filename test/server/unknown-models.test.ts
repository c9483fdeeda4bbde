// GitLab's connection test against a server that does not have the model: what it has is listed, whatever it speaks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorAnswer, jsonOf, post } from '../support/bodies.ts'
import { type AnsweredPath, dialectServer } from '../support/dialect-server.ts'
import { startGateway } from '../support/gateway.ts'

const ids = { json: { object: 'list', data: [{ id: 'one' }, { id: 'two' }] } }
const KNOWN = 'does not know "codestral". It serves: one, two.'

const SERVERS: [string, Record<string, AnsweredPath>, RegExp | string][] = [
  ['openai', { '/v1/models': ids }, KNOWN],
  ['mistral', { '/v1/models': ids }, KNOWN],
  ['anthropic', { '/v1/models': ids }, KNOWN],
  ['llama_cpp', { '/v1/models': ids }, KNOWN],
  ['ollama', { '/api/tags': { json: { models: [{ name: 'one' }, { name: 'two' }] } } }, KNOWN],
  ['triton', { '/v2/repository/index': { json: [{ name: 'one' }, { name: 'two' }] } }, KNOWN],
  ['openai', {}, 'There is no "codestral"'],
  ['azure', { '/v1/models': ids }, 'There is no "codestral"'],
  ['openai', { '/v1/models': { json: { data: 'HTML' } } }, 'There is no "codestral"'],
  [
    'custom_openai',
    { '/v1/models': ids, '/v1/chat/completions': { refuses: 'messages' } },
    /^400: Bad Request\. .*It serves: one, two/,
  ],
  ['ollama', { '/api/tags': { json: { models: [{ name: 'codestral:latest' }] } } }, 'There is no'],
]

for (const [prefix, paths, told] of SERVERS) {
  test(`${prefix} with ${Object.keys(paths).join(', ') || 'nothing'}: ${told}`, async (t) => {
    const gateway = await startGateway(t)
    const server = await dialectServer(t, paths)
    const answer = await post(`${gateway.url}/v1/prompts/model_configuration%2Fcheck`, {
      inputs: {},
      model_metadata: {
        provider: 'openai',
        name: 'mistral',
        endpoint: `${server.url}/v1`,
        identifier: `${prefix}/codestral`,
      },
    })
    assert.equal(answer.status, 421)
    const { detail } = await jsonOf<ErrorAnswer>(answer)
    assert.ok(typeof detail === 'string')
    if (typeof told === 'string')
      assert.ok(detail.startsWith('404: ') && detail.includes(told), detail)
    else assert.match(detail, told)
  })
}

test('an endpoint that lacks /v1 is told to add it', async (t) => {
  const gateway = await startGateway(t)
  const server = await dialectServer(t, { '/v1/models': ids })
  const metadata = { provider: 'openai', name: 'mistral', endpoint: server.url }
  const answer = await post(`${gateway.url}/v1/prompts/model_configuration%2Fcheck`, {
    inputs: {},
    model_metadata: { ...metadata, identifier: 'openai/codestral' },
  })
  assert.match(String((await jsonOf<ErrorAnswer>(answer)).detail), /^404: .*lacks \/v1/)
})
