// The fit behind all that is told: it finds what its rows were drawn by, and never runs away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { fittedLogistic } from '../../engine/logistic.ts'

test('a logistic fit finds the weights that its rows were drawn by', () => {
  const random = seededRandom(4)
  const rows = Array.from({ length: 20_000 }, () => {
    const features = [1, random() * 4 - 2]
    const odds = 0.5 - 1.2 * (features[1] ?? 0)
    return { features, isRight: random() < 1 / (1 + Math.exp(-odds)) }
  })
  const [shift = 0, slope = 0] = fittedLogistic(rows, [0.01, 0.01])
  assert.ok(Math.abs(shift - 0.5) < 0.06 && Math.abs(slope + 1.2) < 0.06)
  // All of them right: a weight that is held stays within reach.
  const [held = 0] = fittedLogistic(
    rows.map(() => ({ features: [1], isRight: true })),
    [1],
  )
  assert.ok(held > 3 && held < 30)
})

test('what is known already may be far from what was seen', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    ...{ features: [1, (i % 20) - 15], isRight: i % 2 === 0 },
    known: 3 * ((i % 20) - 15),
  }))
  const [shift = Number.NaN, slope = Number.NaN] = fittedLogistic(rows, [1, 1])
  // Nothing of what was known holds: all is taken back.
  assert.ok(Math.abs(shift) < 0.2 && Math.abs(slope + 3) < 0.05)
})

test('nothing seen, nothing changed', () => {
  assert.deepEqual(fittedLogistic([], [1, 1]), [0, 0])
})
