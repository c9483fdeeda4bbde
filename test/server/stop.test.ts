// What a stop waits for: answers under way, and nothing else.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { flatModelAt, handModel, nestedModelAt } from '../support/hand-model.ts'

/** Docker waits for 10 s before it kills. */
const SOON_MS = 5_000

test('a stop lets answers under way end, then ends at once, with status 0', async (t) => {
  const gateway = await startGateway(t)
  const model = await handModel(t)
  const streamed = post(
    `${gateway.url}/v4/code/suggestions`,
    suggestionBody({ above: 'x = ' }, { stream: true, ...nestedModelAt(model) }),
  )
  const first = await model.next()
  first.send('one ')
  const stream = await streamed
  const whole = post(
    `${gateway.url}/v2/code/completions`,
    completionBody({ above: 'x = ' }, flatModelAt(model)),
  )
  const second = await model.next()

  const stopped = gateway.stop()
  await assert.rejects(async () => {
    for (;;) await fetch(`${gateway.url}/monitoring/healthz`)
  })
  first.send('two')
  first.finish()
  second.answer(200, { choices: [{ text: 'whole', finish_reason: 'stop' }] })
  assert.match(await stream.text(), /stream_end/)
  assert.equal((await whole).status, 200)
  const endedAt = performance.now()
  assert.equal(await stopped, 0)
  assert.ok(performance.now() - endedAt < SOON_MS)
})

test('before a stop a load balancer has time to see it, and who still comes is served', async (t) => {
  const gateway = await startGateway(t, { MIDFILL_DRAIN_MS: '2000' })
  const ready = () => fetch(`${gateway.url}/monitoring/ready`)
  assert.equal((await ready()).status, 200)
  const stopped = gateway.stop()
  const draining = await eventually('503', async () => {
    const answer = await ready()
    return answer.status === 503 ? answer : undefined
  })
  assert.deepEqual(await draining.json(), { status: 'stopping' })
  const served = await post(`${gateway.url}/v2/code/completions`, completionBody({ above: 'x = ' }))
  assert.equal(served.status, 200)
  assert.equal(served.headers.get('connection'), 'close')
  assert.equal((await fetch(`${gateway.url}/monitoring/healthz`)).status, 200)
  assert.equal(await stopped, 0)
})

test('who is connected and not yet accepted when the stop begins is served', async (t) => {
  const gateway = await startGateway(t)
  process.kill(gateway.pid, 'SIGSTOP')
  const asked = Array.from({ length: 60 }, () => askedOverItsOwnConnection(gateway.url))
  await Promise.all(asked.map(({ sent }) => sent))
  const stopped = gateway.stop()
  process.kill(gateway.pid, 'SIGCONT')
  const statuses = await Promise.all(asked.map(({ status }) => status))
  assert.deepEqual([...new Set(statuses)], [200])
  assert.equal(await stopped, 0)
})

/** `sent`: the kernel of the other side has all of it. */
function askedOverItsOwnConnection(url: string) {
  const call = request(`${url}/v2/code/completions`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json' },
  })
  const status = new Promise<unknown>((resolve) => {
    call.on('response', (answer) => resolve(answer.resume().statusCode))
    call.on('error', ({ message }) => resolve(message))
  })
  call.end(JSON.stringify(completionBody({ above: 'x = ' })))
  return { sent: once(call, 'finish'), status }
}
