// Late calls get company, within a budget; replicas that hang are found out before a deadline passes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Route } from '../../../server/selection/route.ts'
import { planOf, routeOf, stage } from './stage.ts'

const USUAL_MS = 20

/** Both replicas have answered often enough that it is known how long they take. */
async function warmStage(route: Route, rounds = 400) {
  const all = stage()
  for (let i = 0; i < rounds; i += 1) {
    const { done } = all.stream(route)
    all.clock.advance(USUAL_MS - 5 + all.clock.random() * 10)
    all.last().answer()
    await done
  }
  const { calls } = all
  const sinceWarm = (): typeof calls => calls.slice(rounds)
  return { ...all, sinceWarm }
}

const TWO = () => routeOf(planOf('m', ['a', 'b']))

test('a call that is late is made on another replica as well; the first to speak is heard, the other ended', async () => {
  const { clock, dispatcher, sinceWarm, stream } = await warmStage(TWO())
  const { seen, done } = stream(TWO())
  clock.advance(USUAL_MS)
  assert.equal(sinceWarm().length, 1)
  clock.advance(USUAL_MS)
  const [late, hedge] = sinceWarm()
  assert.ok(late && hedge && late.host !== hedge.host)
  hedge.say('fast')
  assert.equal(late.isCancelled, true)
  hedge.end()
  await done
  assert.deepEqual(seen, ['fast', 'END'])
  assert.equal(dispatcher.tally.hedges, 1)
})

test('the late one may still win', async () => {
  const { clock, sinceWarm, whole, stream } = await warmStage(TWO())
  const { seen, done } = stream(TWO())
  clock.advance(3 * USUAL_MS)
  const [late, hedge] = sinceWarm()
  late?.answer('late')
  await done
  assert.deepEqual(seen, ['late', 'END'])
  assert.equal(hedge?.isCancelled, true)
  // Whole answers have times of their own, and none are known.
  const answer = whole(TWO())
  clock.advance(10 * USUAL_MS)
  assert.equal(sinceWarm().length, 3)
  sinceWarm()[2]?.answer()
  await answer
})

test('when both calls of a hedge fail, the request is not lost', async () => {
  const three = routeOf(planOf('m', ['a', 'b', 'c']))
  const { clock, sinceWarm, stream } = await warmStage(three)
  const { seen, done } = stream(three)
  clock.advance(3 * USUAL_MS)
  sinceWarm()[0]?.fail()
  sinceWarm()[1]?.fail()
  assert.equal(sinceWarm().length, 3)
  sinceWarm()[2]?.answer('third')
  await done
  assert.deepEqual(seen, ['third', 'END'])
})

test('hedges and rescues stay below 5 % of the traffic, even if every call is late', async () => {
  const { clock, dispatcher, sinceWarm, stream } = await warmStage(TWO())
  const before = dispatcher.tally.hedges
  for (let i = 0; i < 1_000; i += 1) {
    const { done } = stream(TWO())
    clock.advance(6 * USUAL_MS)
    for (const call of sinceWarm()) if (!call.isOver) call.answer()
    await done
  }
  const hedges = dispatcher.tally.hedges - before
  // What was saved up before comes on top.
  assert.ok(hedges > 20 && hedges <= 48 + 15, `${hedges}`)
})

test('no timer is set where nobody else could be asked', async () => {
  const one = routeOf(planOf('m', ['a']))
  const { clock, last, stream } = await warmStage(one, 30)
  const { done } = stream(one)
  assert.equal(clock.timers, 0)
  last().answer()
  await done
})

test('a replica that hangs is found out after few calls, and nobody waits for a deadline', async () => {
  const plan = planOf('m', ['a', 'b', 'c'])
  const { clock, dispatcher, sinceWarm, stream } = await warmStage(routeOf(plan))
  const waits: number[] = []
  for (let i = 0; i < 500; i += 1) {
    const startedAt = clock.now()
    const { seen, done } = stream(routeOf(plan), { user: `user ${i}`, document: 'main.py' })
    while (seen.length === 0) {
      clock.advance(USUAL_MS)
      for (const call of sinceWarm()) if (!call.isOver && call.host !== 'a') call.answer()
    }
    await done
    waits.push(clock.now() - startedAt)
  }
  const wasted = sinceWarm().filter(({ host }) => host === 'a')
  assert.ok(wasted.length >= 3 && wasted.length <= 10, `${wasted.length}`)
  assert.ok(wasted.every(({ isCancelled }) => isCancelled))
  assert.ok(Math.max(...waits) < 200, `${Math.max(...waits)}`)
  assert.notEqual(dispatcher.status([plan])[0]?.breaker, 'closed')
})
