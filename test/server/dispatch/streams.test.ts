// Streams that fail: unseen they begin anew elsewhere, seen they are continued or broken, never passed off as whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Stop } from '../../../server/dispatch/stop.ts'
import { brokenOff } from '../../../server/upstream-errors.ts'
import { failure, planOf, routeOf, stage } from './stage.ts'

const TWO = () => routeOf(planOf('m', ['a', 'b']))

test('a stream that fails before its first text is begun elsewhere', async () => {
  const { calls, last, stream } = stage()
  const { seen, done } = stream(TWO())
  last().ear.open()
  last().fail(failure())
  assert.equal(calls.length, 2)
  last().answer('text')
  await done
  assert.deepEqual(seen, ['text', 'END'])
})

test('a stream that breaks is continued where the other replica says the same', async () => {
  const { dispatcher, last, stream } = stage()
  const { seen, done } = stream(TWO())
  last().say('for i in ')
  last().say('range')
  last().fail(brokenOff())
  assert.equal(last().question.temperature, 0)
  last().say('for i ')
  last().say('in range(10')
  last().answer('):')
  await done
  assert.deepEqual(seen, ['for i in ', 'range', '(10', '):', 'END'])
  assert.equal(dispatcher.tally.continued, 1)
})

for (const [how, said] of [
  ['something else', 'while True'],
  ['less', 'for i'],
]) {
  test(`a stream that breaks ends with an error where the other replica says ${how}`, async () => {
    const { last, stream } = stage()
    const { seen, done } = stream(TWO())
    last().say('for i in ')
    last().fail(brokenOff())
    last().answer(said)
    await done
    assert.deepEqual(seen, ['for i in ', 'GatewayError'])
  })
}

test('a stream of the only server that breaks ends with an error', async () => {
  const { calls, last, stream } = stage()
  const { seen, done } = stream(routeOf(planOf('m', ['a'])))
  last().say('for')
  last().fail(brokenOff())
  await done
  assert.deepEqual(seen, ['for', 'GatewayError'])
  assert.equal(calls.length, 1)
})

test('a continued stream that breaks again ends with an error', async () => {
  const { calls, last, stream } = stage()
  const { seen, done } = stream(routeOf(planOf('m', ['a', 'b', 'c'])))
  last().say('for')
  last().fail(brokenOff())
  last().say('for i')
  last().fail(brokenOff())
  await done
  assert.deepEqual(seen, ['for', ' i', 'GatewayError'])
  assert.equal(calls.length, 2)
})

test('a client that leaves ends whatever is under way, a continuation as well', async () => {
  const { calls, last, stream } = stage()
  const signal = new Stop()
  const { done } = stream(TWO(), { signal })
  last().say('for')
  last().fail(brokenOff())
  signal.abort()
  await done
  assert.equal(calls.length, 2)
  assert.equal(last().isCancelled, true)
})
