// Intervals: against published values, and against what really happens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Clusters } from '../../../server/experiments/clusters.ts'
import { differenceInterval, wilson, zFor } from '../../../server/experiments/statistics.ts'

/** A generator with a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

const rounded = (interval: readonly number[]) => interval.map((end) => Number(end.toFixed(4)))

test("Wilson's interval is that of Newcombe's tables (1998)", () => {
  assert.deepEqual(rounded(wilson(81 / 263, 263)), [0.2553, 0.3662])
  assert.deepEqual(rounded(wilson(15 / 148, 148)), [0.0624, 0.1605])
  assert.deepEqual(rounded(wilson(0, 20)), [0, 0.1611])
  assert.deepEqual(rounded(wilson(1 / 29, 29)), [0.0061, 0.1718])
  assert.deepEqual(wilson(0, 0), [0, 1])
})

test("the interval of a difference is Newcombe's tenth method", () => {
  const counted = (accepted: number, shown: number) => ({
    share: accepted / shown,
    effective: shown,
  })
  assert.deepEqual(rounded(differenceInterval(counted(48, 80), counted(56, 70))), [0.0524, 0.3339])
  assert.deepEqual(rounded(differenceInterval(counted(3, 10), counted(9, 10))), [0.1705, 0.809])
})

test('more comparisons make it harder to be different', () => {
  assert.equal(zFor(1), 1.96)
  assert.ok(zFor(2) > zFor(1) && zFor(15) > zFor(14) && zFor(99) === zFor(15))
})

/** People who each see up to 60 suggestions and differ in how willing they are. */
function crowd(next: () => number, { people, share }: { people: number; share: number }) {
  const clusters = new Clusters()
  for (let person = 0; person < people; person += 1) {
    const own = Math.min(1, Math.max(0, share + (next() - 0.5) * 2 * Math.min(share, 1 - share)))
    const shown = 1 + Math.floor(next() * 60)
    for (let i = 0; i < shown; i += 1) {
      clusters.add(person, { shown: 1, accepted: next() < own ? 1 : 0 })
    }
  }
  return clusters.counted()
}

test('two arms that are the same seem different about once in twenty times', () => {
  const next = random(1)
  const trials = 600
  let wrong = 0
  let naive = 0
  for (let i = 0; i < trials; i += 1) {
    const [a, b] = [
      crowd(next, { people: 60, share: 0.3 }),
      crowd(next, { people: 60, share: 0.3 }),
    ]
    const isOutside = ([low, high]: readonly [number, number]) => low > 0 || high < 0
    if (isOutside(differenceInterval(a, b))) wrong += 1
    const one = { share: a.share, effective: 60 * 30 }
    if (isOutside(differenceInterval(one, { share: b.share, effective: 60 * 30 }))) naive += 1
  }
  assert.ok(wrong / trials < 0.08, `${wrong / trials}`)
  // What counting suggestions as if they were people would have claimed.
  assert.ok(naive / trials > 0.15, `${naive / trials}`)
})

test('an arm that is better is found out', () => {
  const next = random(2)
  let found = 0
  for (let i = 0; i < 100; i += 1) {
    const [a, b] = [
      crowd(next, { people: 300, share: 0.25 }),
      crowd(next, { people: 300, share: 0.35 }),
    ]
    if (differenceInterval(a, b)[0] > 0) found += 1
  }
  assert.ok(found > 90, `${found}`)
})

test('one person tells as much as one person, whatever is shown', () => {
  const clusters = new Clusters()
  for (let i = 0; i < 500; i += 1) clusters.add(1, { shown: 1, accepted: i % 2 })
  assert.deepEqual(clusters.counted(), { share: 0.5, effective: 1 })
  assert.equal(clusters.people, 1)
})
