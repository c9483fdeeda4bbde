// A guarded arm closes when it surely does badly, and by nothing less.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCounters } from '../../../server/counters.ts'
import { GuardRail } from '../../../server/experiments/guard-rail.ts'
import { familyOf } from '../../../server/prompts/families.ts'
import type { DeploymentPlan } from '../../../server/selection/route.ts'
import { snapshotOf } from '../../../server/selection/snapshot.ts'

const plan = (name: string): DeploymentPlan => ({
  name,
  replicas: [
    {
      engine: 'openai',
      name,
      family: familyOf('mistral'),
      identifier: name,
      model: name,
      baseUrl: `http://${name}.test`,
      apiKey: 'key',
    },
  ],
  timeouts: { connectMs: 1, firstTokenMs: 1, gapMs: 1, totalMs: 1 },
  maxConcurrency: undefined,
})

const snapshot = (guard: object, percent = 50) =>
  snapshotOf(
    {
      apiKeys: [],
      limits: undefined,
      deployments: [],
      rules: [
        {
          name: 'trial',
          when: {},
          hold: undefined,
          shadow: undefined,
          arms: [
            { name: 'old', percent: 100 - percent, chain: [plan('old')], guard: undefined },
            { name: 'new', percent, chain: [plan('new')], guard },
          ],
        },
      ],
    },
    undefined,
  )

function railFor(guard: object) {
  const counters = newCounters()
  const warnings: object[] = []
  const rail = new GuardRail({ counters, log: { warn: (about) => warnings.push(about) } })
  const current = snapshot(guard)
  rail.watch(current)
  const arm = current.rules[0]?.arms[1]
  assert.ok(arm)
  return { rail, arm, counters, warnings }
}

const LIMITS: [string, object, (i: number) => number | undefined, boolean][] = [
  ['every request fails', { maxErrorPercent: 5 }, () => undefined, true],
  [
    'a fifth fails where a twentieth may',
    { maxErrorPercent: 5 },
    (i) => (i % 5 ? 10 : undefined),
    true,
  ],
  ['as many fail as may', { maxErrorPercent: 5 }, (i) => (i % 20 ? 10 : undefined), false],
  ['nothing fails', { maxErrorPercent: 0 }, () => 10, false],
  ['one in seven is slow', { maxP95Ms: 100 }, (i) => (i % 7 ? 10 : 101), true],
  ['one in twenty is slow', { maxP95Ms: 100 }, (i) => (i % 20 ? 10 : 1_000), false],
  ['all fail, and only time is guarded', { maxP95Ms: 100 }, () => undefined, false],
  ['all are slow, and only errors are guarded', { maxErrorPercent: 1 }, () => 9_999, false],
]
for (const [name, guard, msOf, isClosed] of LIMITS) {
  test(`when ${name}, the arm is ${isClosed ? 'closed, and that is said once' : 'left open'}`, () => {
    const { rail, arm, counters, warnings } = railFor(guard)
    for (let i = 1; i <= 1_000; i += 1) rail.note(arm.route, msOf(i))
    assert.equal(rail.isClosed(arm), isClosed)
    assert.equal(counters.armsClosed, isClosed ? 1 : 0)
    assert.equal(warnings.length, isClosed ? 1 : 0)
  })
}

test('nothing is judged before enough answers, and old ones are forgotten', () => {
  const { rail, arm } = railFor({ maxErrorPercent: 5, minAnswers: 200 })
  for (let i = 0; i < 199; i += 1) rail.note(arm.route, undefined)
  assert.equal(rail.isClosed(arm), false)
  const old = railFor({ maxErrorPercent: 20 })
  for (let i = 0; i < 10; i += 1) old.rail.note(old.arm.route, undefined)
  for (let i = 0; i < 10_000; i += 1) old.rail.note(old.arm.route, 1)
  for (let i = 0; i < 80; i += 1) old.rail.note(old.arm.shadowed, undefined)
  assert.equal(old.rail.isClosed(old.arm), false)
  for (let i = 0; i < 120; i += 1) old.rail.note(old.arm.shadowed, undefined)
  assert.equal(old.rail.isClosed(old.arm), true)
})

test('a closed arm stays closed over a reload, until its entry changes', () => {
  const { rail, arm } = railFor({ maxErrorPercent: 5 })
  for (let i = 0; i < 200; i += 1) rail.note(arm.route, undefined)
  const same = snapshot({ maxErrorPercent: 5 })
  rail.watch(same)
  const [, kept] = same.rules[0]?.arms ?? []
  assert.ok(kept && rail.isClosed(kept))
  const changed = snapshot({ maxErrorPercent: 5 }, 20)
  rail.watch(changed)
  const [, fresh] = changed.rules[0]?.arms ?? []
  assert.ok(fresh && !rail.isClosed(fresh))
  assert.deepEqual(rail.closed, [])
})
