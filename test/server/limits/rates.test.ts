// How often somebody may ask, on a clock that the test moves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalRates } from '../../../server/limits/rates.ts'

const SIXTY = { perMinute: 60, burst: 5 }

function counted() {
  let now = 1_000
  const rates = new LocalRates(() => now)
  return {
    pass: (ms: number) => {
      now += ms
    },
    take: (key = 'ann', rate = SIXTY) => rates.take([{ key, rate }]),
    rates,
  }
}

test('so many at once, then one for each interval, and it says when', () => {
  const { take, pass } = counted()
  assert.deepEqual(
    Array.from({ length: 5 }, () => take()),
    [0, 0, 0, 0, 0],
  )
  assert.equal(take(), 1_000)
  pass(400)
  assert.equal(take(), 600)
  pass(600)
  assert.equal(take(), 0)
  assert.equal(take(), 1_000)
})

test('over an hour it is the rate, whatever is tried', () => {
  const { take, pass } = counted()
  let granted = 0
  for (let ms = 0; ms < 3_600_000; ms += 100) {
    if (take() === 0) granted += 1
    pass(100)
  }
  assert.ok(granted >= 3_600 && granted <= 3_606, `${granted}`)
})

test('a pause gives back the burst and no more', () => {
  const { take, pass } = counted()
  while (take() === 0);
  pass(86_400_000)
  let granted = 0
  while (take() === 0) granted += 1
  assert.equal(granted, 5)
})

test('one does not pay for another, and what is refused costs nothing', () => {
  const { take, pass } = counted()
  while (take('ann') === 0);
  assert.equal(take('bob'), 0)
  for (let i = 0; i < 100; i += 1) take('ann')
  pass(1_000)
  assert.equal(take('ann'), 0)
})

test('of several limits the narrowest decides, and the others are not charged for it', () => {
  const { rates, pass } = counted()
  const wide = { key: 'instance', rate: { perMinute: 60, burst: 10 } }
  const narrow = { key: 'ann', rate: { perMinute: 60, burst: 2 } }
  assert.equal(rates.take([narrow, wide]), 0)
  assert.equal(rates.take([narrow, wide]), 0)
  for (let i = 0; i < 50; i += 1) assert.equal(rates.take([narrow, wide]), 1_000)
  let granted = 0
  while (rates.take([wide]) === 0) granted += 1
  assert.equal(granted, 8)
  pass(60_000)
  assert.equal(rates.take([narrow, wide]), 0)
})
