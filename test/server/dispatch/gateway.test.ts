// The built gateway before several model servers.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompletionsAnswer } from '../../../protocol/index.ts'
import {
  completionBody,
  type ErrorAnswer,
  jsonOf,
  post,
  suggestionBody,
} from '../../support/bodies.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import { handModel } from '../../support/hand-model.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** A gateway before one deployment on these servers. */
async function gatewayBefore(t: Cleanup, servers: readonly { url: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-dispatch-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'midfill.yaml')
  const replicas = servers.map(({ url }) => `      - url: "${url}"\n`).join('')
  const deployment = `  - name: m\n    family: codestral\n    provider: openai\n    replicas:\n${replicas}`
  writeFileSync(file, `deployments:\n${deployment}`)
  return startGateway(t, { MIDFILL_CONFIG: file, MIDFILL_ADMIN_TOKEN: 'an-admin-of-the-tests' })
}

const person = (id: string) => ({ headers: { 'x-gitlab-global-user-id': id } })

test('nobody notices that one of three servers is gone and one fails', async (t) => {
  const well = await fakeUpstream(t, { chunks: ['well'] })
  const failing = await fakeUpstream(t, { status: 500 })
  const gone = await fakeUpstream(t, {})
  await gone.close()
  const gateway = await gatewayBefore(t, [gone, failing, well])
  for (let i = 0; i < 12; i += 1) {
    const body = completionBody({ above: `x${i} = ` }, { stream: i % 2 === 0 })
    const answer = await post(`${gateway.url}/v2/code/completions`, body, person(`p${i}`))
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /well/)
  }
  const headers = { authorization: 'Bearer an-admin-of-the-tests' }
  const status = await fetch(`${gateway.url}/admin/status`, { headers })
  const { deployments } = await jsonOf<{ deployments: { calls: number; failures: number }[] }>(
    status,
  )
  assert.ok(deployments.length === 3)
  assert.equal(deployments[2]?.failures, 0)
  assert.ok((deployments[0]?.failures ?? 0) + (deployments[1]?.failures ?? 0) > 0)
})

test('a stream that breaks goes on where another server says the same', async (t) => {
  const chunks = ['for ', 'i in ', 'range(3):']
  const cut = await fakeUpstream(t, { chunks, cutAfterChunks: 2 })
  const whole = await fakeUpstream(t, { chunks: ['for i ', 'in range', '(3):'] })
  const gateway = await gatewayBefore(t, [cut, whole])
  for (let i = 0; cut.requests.length === 0; i += 1) {
    const body = suggestionBody({ above: `x${i} = ` }, { stream: true })
    const answer = await post(`${gateway.url}/v4/code/suggestions`, body, person(`p${i}`))
    const events = await answer.text()
    const said = [...events.matchAll(/"content": "([^"]*)"/g)].map(([, text]) => text).join('')
    assert.equal(said, 'for i in range(3):', events)
    assert.match(events, /stream_end/)
  }
})

test('a newer request of the same person and document ends the call of the older, which gets no choices', async (t) => {
  const model = await handModel(t)
  const gateway = await gatewayBefore(t, [model])
  const ask = (above: string) =>
    post(`${gateway.url}/v2/code/completions`, completionBody({ above }), person('ann'))
  const older = ask('def area(')
  const olderCall = await model.next()
  const newer = ask('def area(w')
  const newerCall = await model.next()
  await olderCall.closedByPeer
  const replaced = await older
  assert.equal(replaced.status, 200)
  assert.deepEqual((await jsonOf<CompletionsAnswer>(replaced)).choices, [])
  newerCall.answer(200, { choices: [{ index: 0, text: 'idth', finish_reason: 'stop' }] })
  assert.equal((await jsonOf<CompletionsAnswer>(await newer)).choices[0]?.text, 'idth')
})

test('a request says until when its answer is worth something', async (t) => {
  const hanging = await fakeUpstream(t, { hangs: true })
  const gateway = await gatewayBefore(t, [hanging])
  const headers = { 'x-midfill-timeout-ms': '200' }
  const answer = await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x' }), {
    headers,
  })
  assert.equal(answer.status, 504)
  assert.equal((await jsonOf<ErrorAnswer>(answer)).code, 'upstream_timeout')
  await hanging.closedByPeer
})
