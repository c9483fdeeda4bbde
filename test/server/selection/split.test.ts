// Percentages: exact as far as chance allows, sticky, the same everywhere, and moved only where they must be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chosenShare,
  isWithin,
  keyOf,
  type Share,
  seedOf,
} from '../../../server/selection/split.ts'

interface Named extends Share {
  readonly name: string
}

const split = (weights: Record<string, number>, rule = 'rule'): Named[] =>
  Object.entries(weights).map(([name, weight]) => ({ name, weight, seed: seedOf(rule, name) }))

const people = (count: number, family = 'user'): number[] =>
  Array.from({ length: count }, (_, i) => keyOf(`${family}-${i}`))

const nameFor = (shares: readonly Named[], key: number): string =>
  chosenShare(shares, key)?.name ?? 'none'

/** Percent of the keys that go each way. */
function percentages(shares: readonly Named[], keys: readonly number[]): Record<string, number> {
  const counts = new Map(shares.map(({ name }) => [name, 0]))
  for (const key of keys) {
    const name = nameFor(shares, key)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].map(([name, n]) => [name, (100 * n) / keys.length]))
}

const SPLITS: Record<string, number>[] = [
  { a: 50, b: 50 },
  { a: 80, b: 20 },
  { a: 90, b: 10 },
  { a: 95, b: 5 },
  { a: 99, b: 1 },
  { a: 60, b: 30, c: 10 },
  { a: 25, b: 25, c: 25, d: 25 },
]

for (const weights of SPLITS) {
  const name = Object.values(weights).join('/')
  test(`${name}: off by no more than chance over 10,000 users, and by nothing on average`, () => {
    const shares = split(weights)
    const populations = Array.from({ length: 40 }, (_, i) => people(10_000, `population${i}`))
    for (const [arm, weight] of Object.entries(weights)) {
      const errors = populations.map((keys) => (percentages(shares, keys)[arm] ?? 0) - weight)
      // The standard deviation, in points, of 10,000 independent draws.
      const chance = Math.sqrt((weight * (100 - weight)) / 10_000)
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
      assert.ok(Math.abs(mean) < (4 * chance) / Math.sqrt(errors.length), `${arm}: ${mean}`)
      for (const error of errors) assert.ok(Math.abs(error) < 4.5 * chance, `${arm}: ${error}`)
    }
  })
}

test('ids of every usual form are spread as chance would', () => {
  const forms: Record<string, (i: number) => string> = {
    numbers: (i) => String(i),
    padded: (i) => String(i).padStart(12, '0'),
    base64: (i) => Buffer.from(`global user ${i}`).toString('base64'),
    mails: (i) => `person.${i}@example.test`,
    instances: (i) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
  }
  const shares = split({ old: 90, new: 10 })
  for (const [form, id] of Object.entries(forms)) {
    const keys = Array.from({ length: 10_000 }, (_, i) => keyOf(id(i)))
    const { new: percent = 0 } = percentages(shares, keys)
    // Four standard deviations of 10,000 independent draws: ids that look alike must not go alike.
    assert.ok(Math.abs(percent - 10) <= 4 * 0.3, `${form}: ${percent}`)
  }
})

test('10 -> 20 % moves exactly those who must move, and nobody back', () => {
  const [before, after] = [split({ old: 90, new: 10 }), split({ old: 80, new: 20 })]
  const keys = people(10_000)
  const moved = keys.filter((key) => nameFor(before, key) !== nameFor(after, key))
  const [was = 0, is = 0] = [before, after].map((shares) => percentages(shares, keys).new)
  assert.ok(moved.every((key) => nameFor(after, key) === 'new'))
  assert.equal(moved.length, Math.round(((is - was) * keys.length) / 100))
})

test('with a third share beside it, 10 -> 20 % moves little more than it must', () => {
  const before = split({ old: 85, new: 10, third: 5 })
  const after = split({ old: 75, new: 20, third: 5 })
  const keys = people(100_000)
  const moved = keys.filter((key) => nameFor(before, key) !== nameFor(after, key)).length
  assert.ok(moved / keys.length < 0.1 * 1.08, `${moved}`)
})

test('a share that goes away leaves everybody else where they are', () => {
  const before = split({ a: 50, b: 30, c: 20 })
  const after = split({ a: 50, b: 0, c: 20 })
  for (const key of people(5_000)) {
    const was = nameFor(before, key)
    if (was !== 'b') assert.equal(nameFor(after, key), was)
    else assert.notEqual(nameFor(after, key), 'b')
  }
})

test('the order in which shares are written does not matter', () => {
  const shares = split({ a: 50, b: 30, c: 20 })
  const reversed = shares.toReversed()
  for (const key of people(2_000)) assert.equal(nameFor(reversed, key), nameFor(shares, key))
})

test('rules of other names split independently: nobody is always the guinea pig', () => {
  const [one, other] = [split({ old: 90, new: 10 }, 'one'), split({ old: 90, new: 10 }, 'other')]
  const chosen = people(20_000).filter((key) => nameFor(one, key) === 'new')
  const again = chosen.filter((key) => nameFor(other, key) === 'new').length / chosen.length
  assert.ok(again > 0.06 && again < 0.14, `${again}`)
})

test('a shadow takes its percentage, whatever the split decided', () => {
  const seed = seedOf('rule', 'shadow', '')
  const shares = split({ old: 50, new: 50 })
  for (const arm of ['old', 'new']) {
    const keys = people(20_000).filter((key) => nameFor(shares, key) === arm)
    const within = keys.filter((key) => isWithin(10, seed, key)).length / keys.length
    assert.ok(within > 0.085 && within < 0.115, `${arm}: ${within}`)
  }
})

test('nothing that weighs anything is nothing', () => {
  assert.equal(chosenShare(split({ a: 0, b: 0 }), keyOf('x')), undefined)
  assert.equal(chosenShare([], keyOf('x')), undefined)
})

test('the way of a key is the same in every version: these are written down', () => {
  const shares = split({ codestral: 70, codegemma: 20, hold: 10 }, 'completions')
  const names = ['', 'a', 'Ünïcode', ...[1, 2, 3, 7, 12, 19, 31].map((i) => `user-${i}`)]
  const ways = names.map((name) => nameFor(shares, keyOf(name)))
  const [t, g, h] = ['codestral', 'codegemma', 'hold']
  assert.deepEqual(ways, [t, t, t, t, g, t, t, h, h, t])
})
