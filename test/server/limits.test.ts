// A model server that was started with a small window is sent no more than that, and as it counts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CODE_SAMPLE } from '../../server/providers/code-sample.ts'
import { completionBody, post } from '../support/bodies.ts'
import { dialectServer } from '../support/dialect-server.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'

const WINDOW_TOKENS = 2_048
const LONG = 'const answer = await readLedger(path, options)\n'.repeat(2_000)
const list = { object: 'list', data: [{ id: 'm', owned_by: 'vllm', max_model_len: WINDOW_TOKENS }] }
const answer = { json: { choices: [{ text: 'a', finish_reason: 'stop' }] } }

const bodyFor = (url: string) =>
  completionBody(
    { above: LONG },
    {
      model_provider: 'litellm',
      model_name: 'codestral',
      model_endpoint: url,
      model_identifier: 'custom_openai/m',
    },
  )

test('the very first prompt fits into the window that the server tells', async (t) => {
  const gateway = await startGateway(t)
  const server = await dialectServer(t, { '/v1/models': { json: list }, '/v1/completions': answer })
  await post(`${gateway.url}/v2/code/completions`, bodyFor(server.url))
  const chars = String(server.calls[0]?.body.prompt).length
  assert.ok(chars > WINDOW_TOKENS && chars < WINDOW_TOKENS * 3.2, `${chars} characters`)
})

test("the server's own tokenizer decides how much code fits, once it has been asked", async (t) => {
  const gateway = await startGateway(t)
  // Of this tokenizer's tokens every character is one.
  const count = CODE_SAMPLE.length
  const server = await dialectServer(t, {
    '/v1/models': { json: list },
    '/v1/completions': answer,
    '/tokenize': { json: { count, max_model_len: WINDOW_TOKENS } },
  })
  await eventually('a prompt by the tokenizer', async () => {
    await post(`${gateway.url}/v2/code/completions`, bodyFor(server.url))
    const chars = String(server.calls.at(-1)?.body.prompt).length
    return chars < WINDOW_TOKENS || undefined
  })
  assert.equal(server.asked.filter((path) => path === '/tokenize').length, 1)
})
