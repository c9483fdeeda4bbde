// Chat and prompts by id are as calm as suggestions when models fail.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { GatewayError } from '../../../protocol/index.ts'
import { type ErrorAnswer, jsonOf, post } from '../../support/bodies.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import { nestedModelAt } from '../../support/hand-model.ts'
import { planOf, routeOf, stage } from './stage.ts'

interface Cleanup {
  after(run: () => unknown): void
}

const deployment = (name: string, url: string): string =>
  `  - { name: ${name}, family: mistral, provider: openai, url: "${url}" }\n`

/** Chat goes to the first server, else to the second. */
async function gatewayBefore(t: Cleanup, [first, second]: readonly [string, string]) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-chat-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  const rule = '  - { name: talk, when: { kind: chat }, use: [one, other] }\n'
  const deployments = deployment('one', first) + deployment('other', second)
  writeFileSync(file, `deployments:\n${deployments}rules:\n${rule}`)
  return startGateway(t, { MIDFILL_CONFIG: file })
}

const CHAT = { messages: [{ role: 'user', content: 'hello' }] }
const QUESTION = { prompt_components: [{ payload: { content: 'hello' } }] }
const CODE = { prefix: 'x = ', suffix: '', file_name: 'a.py', language: 'python' }
const BY_ID = '/v2/prompts/code_suggestions%2Fcompletions'

const ASKED: [string, string, object][] = [
  ['a chat that streams', '/v2/chat/agent', CHAT],
  ['a question', '/v1/chat/agent', QUESTION],
  ['a question that streams', '/v1/chat/agent', { ...QUESTION, stream: true }],
  ['a prompt by id', BY_ID, { inputs: CODE }],
  ['a prompt by id that streams', BY_ID, { inputs: CODE, stream: true }],
]
for (const [name, path, body] of ASKED) {
  test(`${name} is answered by the next deployment when the first fails`, async (t) => {
    const failing = await fakeUpstream(t, { status: 500 })
    const well = await fakeUpstream(t, { chunks: ['well'] })
    const gateway = await gatewayBefore(t, [failing.url, well.url])
    const answer = await post(gateway.url + path, body)
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /well/)
    assert.equal(answer.headers.get('x-midfill-arm'), 'talk/one')
    assert.ok(failing.requests.length > 0)
  })
}

const TOO_SLOW = new GatewayError('upstream_timeout', 'too slow')

test('a lone server that is left alone is called for a test all the same', async () => {
  const { calls, last, whole } = stage()
  const route = routeOf(planOf('m', ['a']))
  for (let i = 0; i < 3; i += 1) {
    const answer = whole(route)
    last().fail(TOO_SLOW)
    await answer
  }
  assert.equal(await whole(route), 'upstream_timeout')
  assert.equal(calls.length, 3)
  const tested = whole(route, { isTest: true })
  last().answer('well again')
  assert.equal(await tested, 'well again')
})

test('tests that fail are no reason to leave a server alone', async () => {
  const { last, whole } = stage()
  const route = routeOf(planOf('m', ['a']))
  for (let i = 0; i < 5; i += 1) {
    const tested = whole(route, { isTest: true })
    last().fail(TOO_SLOW)
    await tested
  }
  const asked = whole(route)
  last().answer('well')
  assert.equal(await asked, 'well')
})

test('a connection test tells how the server is now, however often it failed before', async (t) => {
  const upstream = await fakeUpstream(t, { status: 404 })
  const gateway = await startGateway(t)
  const check = `${gateway.url}/v1/prompts/model_configuration%2Fcheck`
  const body = { inputs: {}, ...nestedModelAt(upstream) }
  for (let i = 0; i < 5; i += 1) {
    const before = upstream.requests.length
    const answer = await post(check, body)
    assert.equal(answer.status, 421)
    assert.match(String((await jsonOf<ErrorAnswer>(answer)).detail), /^404: Not Found/)
    assert.ok(upstream.requests.length > before)
  }
})
