// What a failing model server does to those who ask: nothing, where there is another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../../protocol/index.ts'
import { failure, planOf, routeOf, settled, stage } from './stage.ts'

const THREE = () => routeOf(planOf('m', ['a', 'b', 'c']))
const rejected = () =>
  new GatewayError('upstream_rejected', 'no such model', { upstreamStatus: 404 })
const overloaded = (retryAfterSeconds?: number) =>
  new GatewayError('upstream_overloaded', 'busy', { upstreamStatus: 429, retryAfterSeconds })

test('a call that fails is made again on another replica', async () => {
  const { calls, last, whole } = stage()
  const answer = whole(THREE())
  last().fail()
  await settled()
  last().fail()
  await settled()
  last().answer('third')
  assert.equal(await answer, 'third')
  assert.equal(new Set(calls.map(({ host }) => host)).size, 3)
})

test('what the server rejects is not asked again, but the next deployment is', async () => {
  const { calls, last, whole } = stage()
  const alone = whole(THREE())
  last().fail(rejected())
  assert.equal(await alone, 'upstream_rejected')
  assert.equal(calls.length, 1)
  const chained = whole(routeOf(planOf('m', ['a', 'b']), planOf('other', ['x'])))
  last().fail(rejected())
  await settled()
  assert.equal(last().host, 'x')
  last().answer('other')
  assert.equal(await chained, 'other')
})

test('the next deployment of the chain answers when no replica does', async () => {
  const { calls, last, whole } = stage()
  const answer = whole(routeOf(planOf('m', ['a']), planOf('other', ['x'])))
  last().fail()
  await settled()
  last().answer('from x')
  assert.equal(await answer, 'from x')
  assert.deepEqual(
    calls.map(({ host }) => host),
    ['a', 'x'],
  )
})

test('the only server is asked once more after a passing failure, a moment later', async () => {
  const { calls, clock, last, whole } = stage()
  const answer = whole(routeOf(planOf('m', ['a'])))
  last().fail(failure(503))
  await settled()
  assert.equal(calls.length, 1)
  clock.advance(100)
  last().answer('again')
  assert.equal(await answer, 'again')
})

test('the only server is not asked again when it fails for good, or wants a long pause', async () => {
  const { calls, clock, last, whole } = stage()
  const route = routeOf(planOf('m', ['a']))
  for (const error of [failure(500), overloaded(), overloaded(7)]) {
    const answer = whole(route)
    last().fail(error)
    assert.equal(await answer, error.code)
    clock.advance(10_000)
  }
  assert.equal(calls.length, 3)
})

test('Retry-After is obeyed: until then nobody asks, and then one does', async () => {
  const { calls, clock, dispatcher, last, whole } = stage()
  const plan = planOf('m', ['a', 'b'])
  const answer = whole(routeOf(plan))
  const { host } = last()
  last().fail(overloaded(7))
  await settled()
  last().answer()
  await answer
  for (let i = 0; i < 20; i += 1) {
    const other = whole(routeOf(plan))
    last().answer()
    await other
  }
  assert.equal(calls.filter((call) => call.host === host).length, 1)
  clock.advance(7_000)
  assert.ok(dispatcher.status([plan]).some(({ breaker }) => breaker === 'half_open'))
})

test('retries stay within 15 % of the requests', async () => {
  const { clock, dispatcher, last, whole } = stage()
  // Every request goes to servers of its own: no breaker helps.
  for (let i = 0; i < 1_000; i += 1) {
    const answer = whole(routeOf(planOf('m', [`a${i}`, `b${i}`])))
    for (let tries = 0; tries < 2; tries += 1) {
      last().fail()
      await settled()
    }
    assert.equal(await answer, 'upstream_unavailable')
    clock.advance(10)
  }
  const { retries } = dispatcher.tally
  assert.ok(retries > 100 && retries <= 165, `${retries}`)
})

test('a client that leaves ends the call, and that is no failure of the server', async () => {
  const { Stop } = await import('../../../server/dispatch/stop.ts')
  const { calls, dispatcher, last, whole, stream } = stage()
  const plan = planOf('m', ['a'])
  for (let i = 0; i < 10; i += 1) {
    const signal = new Stop()
    const asked = i % 2 ? whole(routeOf(plan), { signal }) : stream(routeOf(plan), { signal }).done
    signal.abort()
    await asked
    assert.equal(last().isCancelled, true)
  }
  const [status] = dispatcher.status([plan])
  assert.equal(calls.length, 10)
  assert.deepEqual([status?.breaker, status?.failures, status?.outstanding], ['closed', 0, 0])
})

test('the only server that was too slow three times in a row is left alone; the answer is its last, at once', async () => {
  const { calls, clock, last, whole } = stage()
  const route = routeOf(planOf('m', ['a']))
  for (let i = 0; i < 3; i += 1) {
    const answer = whole(route)
    last().fail(new GatewayError('upstream_timeout', 'too slow'))
    await answer
  }
  assert.equal(await whole(route), 'upstream_timeout')
  assert.equal(calls.length, 3)
  clock.advance(1_500)
  const probe = whole(route)
  assert.equal(await whole(route), 'upstream_timeout')
  assert.equal(calls.length, 4)
  last().answer('well again')
  assert.equal(await probe, 'well again')
  const after = whole(route)
  last().answer('open')
  assert.equal(await after, 'open')
})

test('the only server that fails at once is asked all the same', async () => {
  const { calls, last, whole } = stage()
  const route = routeOf(planOf('m', ['a']))
  for (let i = 0; i < 5; i += 1) {
    const answer = whole(route)
    last().fail()
    await answer
  }
  const answer = whole(route)
  last().answer('well again')
  assert.equal(await answer, 'well again')
  assert.equal(calls.length, 6)
})
