import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Correction, LEAK } from '../../engine/correction.ts'

const UNITS = 5
const FEATURES = 7
const NONE = 3
const REGIMES = 2

test('the network sums all inputs of each unit, whichever of them are 0', () => {
  const random = seededRandom(11)
  const row = (size: number): number[] => Array.from({ length: size }, () => random() * 2 - 1)
  const units = Array.from({ length: UNITS }, () => row(FEATURES + NONE + REGIMES + 1))
  const outputs = row(UNITS)
  const correction = new Correction({ units, outputs })
  for (let step = 0; step < 20; step++) {
    const none = Float64Array.from(row(NONE))
    const regime = step % REGIMES
    correction.begin(none, { features: FEATURES, regime, regimes: REGIMES })
    // Two candidates of a step, half of whose numbers are 0.
    const values = Float64Array.from(row(2 * FEATURES), (value) => (random() < 0.5 ? 0 : value))
    for (const from of [0, FEATURES]) {
      const own = [...values.slice(from, from + FEATURES), ...none]
      const inputs = [...own, ...[0, 1].map((one) => Number(one === regime)), 1]
      const wanted = units.reduce((total, weights, unit) => {
        const sum = weights.reduce((all, weight, at) => all + weight * (inputs[at] ?? 0), 0)
        return total + (sum > 0 ? sum : LEAK * sum) * (outputs[unit] ?? 0)
      }, 0)
      assert.ok(Math.abs(correction.of(values, from, FEATURES) - wanted) < 1e-12)
    }
  }
})
