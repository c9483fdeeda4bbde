// Requests that touch each other: newer and older, equal ones, repeated ones, shadows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Stop } from '../../../server/dispatch/stop.ts'
import { failure, planOf, routeOf, settled, stage } from './stage.ts'

const route = routeOf(planOf('m', ['a']))
const ANN = { user: 'ann', document: 'main.py' }

test('a newer request of the same person and document ends the older, which gets an empty answer', async () => {
  const { calls, dispatcher, last, whole } = stage()
  const burst = Array.from({ length: 10 }, (_, i) =>
    whole(route, { ...ANN, prefix: 'def area(w, h'.slice(0, i + 4) }),
  )
  last().answer('the last')
  assert.deepEqual(await Promise.all(burst), [...Array(9).fill(''), 'the last'])
  assert.equal(calls.filter(({ isCancelled }) => isCancelled).length, 9)
  assert.equal(dispatcher.tally.replaced, 9)
  assert.equal(dispatcher.status([route.chain[0] ?? planOf('', [])])[0]?.failures, 0)
})

test('another person, document, kind or file of the same name is no newer request', async () => {
  const { calls, whole } = stage()
  const prefix = 'def area('
  const asked = [
    whole(route, { ...ANN, prefix }),
    whole(route, { ...ANN, user: 'bob', prefix: `${prefix}a` }),
    whole(route, { ...ANN, document: 'other.py', prefix: `${prefix}b` }),
    whole(route, { ...ANN, priority: 'generation', prefix: `${prefix}c` }),
    whole(route, { user: 'ann', document: '', prefix: `${prefix}d` }),
    whole(route, { ...ANN, prefix: 'import os\nprint(os.path)' }),
  ]
  for (const call of calls) call.answer('all')
  assert.deepEqual(await Promise.all(asked), Array(6).fill('all'))
})

test('a stream that is replaced ends empty, or is cut where text was seen', async () => {
  const { last, stream } = stage()
  const unseen = stream(route, { ...ANN, prefix: 'x = ' })
  const seen = stream(route, { ...ANN, prefix: 'x = 1' })
  await unseen.done
  assert.deepEqual(unseen.seen, ['END'])
  last().say('0')
  const newest = stream(route, { ...ANN, prefix: 'x = 10' })
  await seen.done
  assert.deepEqual(seen.seen, ['0', 'Cancelled'])
  last().answer('0')
  await newest.done
  assert.deepEqual(newest.seen, ['0', 'END'])
})

test('who asks the same at the same time shares one call; it ends with the last who leaves', async () => {
  const { calls, dispatcher, last, whole } = stage()
  const [one, two] = [new Stop(), new Stop()]
  const asked = [
    whole(route, { prefix: 'same', signal: one }),
    whole(route, { prefix: 'same', signal: two }),
  ]
  assert.equal(calls.length, 1)
  assert.equal(dispatcher.tally.shared, 1)
  one.abort()
  assert.equal(last().isCancelled, false)
  two.abort()
  assert.equal(last().isCancelled, true)
  await Promise.all(asked)
  const third = whole(route, { prefix: 'same' })
  assert.equal(calls.length, 2)
  last().answer('new')
  assert.equal(await third, 'new')
})

test('all who share a call get its answer, or its failure', async () => {
  const { last, whole } = stage()
  for (const play of [() => last().answer('shared'), () => last().fail(failure())]) {
    const asked = [whole(route, { prefix: 'same' }), whole(route, { prefix: 'same', ...ANN })]
    play()
    const [one, two] = await Promise.all(asked)
    assert.equal(one, two)
  }
})

test('another deployment is another question', async () => {
  const { calls, whole } = stage()
  const asked = [route, routeOf(planOf('other', ['b']))].map((to) => whole(to, { prefix: 'same' }))
  assert.equal(calls.length, 2)
  for (const call of calls) call.answer()
  await Promise.all(asked)
})

test('an answer is given again while it is fresh, where that is switched on, and never a generation', async () => {
  const { calls, clock, dispatcher, last, whole } = stage({ answerLives: { completion: 1_000 } })
  const ask = async (priority: 'completion' | 'generation') => {
    const before = calls.length
    const answer = whole(route, { prefix: 'same', priority })
    if (calls.length > before) last().answer(`call ${calls.length}`)
    return answer
  }
  assert.equal(await ask('completion'), 'call 1')
  assert.equal(await ask('completion'), 'call 1')
  assert.equal(dispatcher.tally.cached, 1)
  assert.equal(await ask('generation'), 'call 2')
  assert.equal(await ask('generation'), 'call 3')
  clock.advance(1_000)
  assert.equal(await ask('completion'), 'call 4')
})

test('a generation is given again only where that is switched on', async () => {
  const { calls, last, whole } = stage({ answerLives: { generation: 1_000 } })
  const ask = async (priority: 'completion' | 'generation' | 'chat') => {
    const before = calls.length
    const answer = whole(route, { prefix: 'same', priority })
    if (calls.length > before) last().answer(`call ${calls.length}`)
    return answer
  }
  assert.equal(await ask('generation'), 'call 1')
  assert.equal(await ask('generation'), 'call 1')
  assert.equal(await ask('chat'), 'call 2')
  assert.equal(await ask('chat'), 'call 3')
})

test('a failure is not kept', async () => {
  const { last, whole } = stage({ answerLives: { completion: 1_000 } })
  const failed = whole(route, { prefix: 'same' })
  last().fail()
  await failed
  const again = whole(route, { prefix: 'same' })
  last().answer('well')
  assert.equal(await again, 'well')
})

test('a shadow is asked as well, and neither its answer nor its failure is seen', async () => {
  const shadowed = { ...route, shadow: [planOf('shadow', ['s'])] }
  const { calls, dispatcher, whole, stream } = stage()
  const answer = whole(shadowed)
  calls[0]?.answer('visible')
  assert.equal(await answer, 'visible')
  await settled()
  assert.equal(calls[1]?.host, 's')
  calls[1]?.fail(failure(503))
  const { seen, done } = stream(shadowed)
  await settled()
  calls[3]?.answer('shadow')
  calls[2]?.answer('visible')
  await done
  assert.deepEqual(seen, ['visible', 'END'])
  assert.equal(dispatcher.tally.retries, 0)
})

test('a shadow that is busy is left out', async () => {
  const shadow = planOf('shadow', ['s'], { maxConcurrency: 2 })
  const { calls, whole } = stage()
  const asked = [1, 2, 3].map(() => whole({ ...route, shadow: [shadow] }))
  await settled()
  assert.equal(calls.filter(({ host }) => host === 's').length, 1)
  for (const call of calls) call.answer()
  await Promise.all(asked)
})
