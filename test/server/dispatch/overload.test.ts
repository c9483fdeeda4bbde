// More than the servers can take: who waits, who goes first, who is refused, and what a server can take.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../../protocol/index.ts'
import { ConcurrencyLimit } from '../../../server/dispatch/concurrency.ts'
import type { Inquiry } from '../../../server/dispatch/delivery.ts'
import { Stop } from '../../../server/dispatch/stop.ts'
import type { Asker } from '../../../server/selection/route.ts'
import { type Call, planOf, routeOf, settled, stage, VirtualClock } from './stage.ts'

const narrow = (calls: number) => routeOf(planOf('m', ['a'], { maxConcurrency: calls }))
const text = ({ question: { prompt } }: Call) => (prompt.form === 'text' ? prompt.text : '')

const NOBODY: Omit<Asker, 'deadlineAt'> = { user: '', document: '', priority: 'completion' }
const INQUIRY: Inquiry = {
  prefix: '',
  questionFor: () => ({
    prompt: { form: 'text', text: 'x', stop: [] },
    maxTokens: 1,
    choices: 1,
  }),
}

test('a call waits for room, completions first, then the earliest deadline', async () => {
  const { calls, clock, whole } = stage()
  const route = narrow(1)
  const now = clock.now()
  const asked = [
    whole(route, { prefix: 'runs' }),
    whole(route, { prefix: 'generation', priority: 'generation', deadlineAt: now + 100 }),
    whole(route, { prefix: 'late', deadlineAt: now + 3_000 }),
    whole(route, { prefix: 'early', deadlineAt: now + 2_000 }),
  ]
  for (let i = 0; i < asked.length; i += 1) {
    assert.equal(calls.length, i + 1)
    calls[i]?.answer()
    await settled()
  }
  await Promise.all(asked)
  assert.deepEqual(calls.map(text), ['runs', 'early', 'late', 'generation'])
})

test('what cannot be answered before its deadline is refused at once, with a time to come back', async () => {
  const { calls, clock, dispatcher, whole } = stage()
  const route = narrow(2)
  const busy = [whole(route), whole(route)]
  clock.advance(400)
  for (const call of calls) call.answer()
  await Promise.all(busy)
  const running = [whole(route), whole(route)]
  const waiting = whole(route, { deadlineAt: clock.now() + 1_000 })
  const error = await dispatcher
    .whole(route, INQUIRY, { ...NOBODY, deadlineAt: clock.now() + 500 }, new Stop())
    .catch((refusal) => refusal)
  assert.ok(error instanceof GatewayError)
  assert.deepEqual([error.code, error.status, error.retryAfterSeconds], ['overloaded', 503, 1])
  assert.equal(dispatcher.tally.shed, 1)
  for (const call of calls.slice(2)) call.answer()
  await settled()
  calls.at(-1)?.answer()
  await Promise.all([...running, waiting])
})

test('who waits is refused when the deadline comes, and leaves the queue when the client does', async () => {
  const { calls, clock, dispatcher, whole } = stage()
  const plan = planOf('m', ['a'], { maxConcurrency: 1 })
  const running = whole(routeOf(plan))
  const waiting = whole(routeOf(plan), { deadlineAt: clock.now() + 500 })
  const signal = new Stop()
  const leaving = whole(routeOf(plan), { signal })
  assert.equal(dispatcher.status([plan])[0]?.queued, 2)
  signal.abort()
  await leaving
  assert.equal(dispatcher.status([plan])[0]?.queued, 1)
  clock.advance(500)
  assert.equal(await waiting, 'overloaded')
  calls[0]?.answer('served')
  assert.equal(await running, 'served')
  assert.equal(calls.length, 1)
})

test('the next deployment takes what the first has no time for', async () => {
  const { calls, clock, last, whole } = stage()
  const full = planOf('m', ['a'], { maxConcurrency: 1 })
  const route = routeOf(full, planOf('spare', ['x']))
  const first = whole(route)
  clock.advance(800)
  last().answer()
  await first
  const running = whole(route)
  const other = whole(route, { deadlineAt: clock.now() + 1_000 })
  assert.equal(last().host, 'x')
  for (const call of calls.slice(1)) call.answer()
  await Promise.all([running, other])
})

/** A server with so many places; the others wait there, and its answers take longer. */
function learn(
  limit: ConcurrencyLimit,
  clock: VirtualClock,
  { offered, places, ms }: Record<string, number>,
) {
  for (let i = 0; i < 4_000; i += 1) {
    const outstanding = Math.min(offered ?? 0, limit.value)
    const took = (ms ?? 0) * Math.max(1, outstanding / (places ?? 1)) * (0.7 + clock.random() * 0.6)
    clock.advance(took / outstanding)
    limit.answered('stream', took, outstanding, clock.now())
  }
  return limit.value
}

test('the number of calls that a server can take at once is found, and found again when it changes', () => {
  const clock = new VirtualClock()
  const limit = new ConcurrencyLimit(undefined)
  assert.ok(learn(limit, clock, { offered: 4, places: 8, ms: 200 }) > 1_000)
  const eight = learn(limit, clock, { offered: 100, places: 8, ms: 200 })
  assert.ok(eight >= 8 && eight <= 24, `${eight}`)
  const thirty = learn(limit, clock, { offered: 100, places: 30, ms: 200 })
  assert.ok(thirty >= 30 && thirty <= 80, `${thirty}`)
})

test('a server whose answers get slower for another reason is not strangled', () => {
  const clock = new VirtualClock()
  const limit = new ConcurrencyLimit(undefined)
  learn(limit, clock, { offered: 20, places: 40, ms: 100 })
  const slower = learn(limit, clock, { offered: 20, places: 40, ms: 350 })
  assert.ok(slower >= 16, `${slower}`)
})

test('a server that says it has too many gets fewer', () => {
  const limit = new ConcurrencyLimit(undefined)
  limit.overloaded(40, 1_000)
  assert.ok(limit.value >= 30 && limit.value <= 35, `${limit.value}`)
  const fixed = new ConcurrencyLimit(7)
  fixed.overloaded(7, 1_000)
  assert.equal(fixed.value, 7)
})
