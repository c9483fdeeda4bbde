// What a stop waits for: answers under way, and nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionBody, post, suggestionBody } from '../support/bodies.ts'
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
