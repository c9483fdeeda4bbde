// How many people there were, without knowing who.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UniqueUsers } from '../../../server/telemetry/unique-users.ts'

const DAY_MS = 86_400_000

const counted = (people: number, times = 1): number => {
  const users = new UniqueUsers(() => 5 * DAY_MS)
  for (let time = 0; time < times; time += 1) {
    for (let i = 0; i < people; i += 1) users.add(`instance person-${i}`)
  }
  return users.count
}

// The standard error is 1.6 %, and the salt is drawn: five of them is once in two million runs.
for (const people of [1_000, 8_000, 12_000, 200_000]) {
  test(`${people} people are counted within 8 %`, () => {
    const count = counted(people)
    assert.ok(Math.abs(count / people - 1) < 0.08, `${count}`)
  })
}

test('few are counted nearly one by one, and nobody twice', () => {
  assert.equal(counted(0), 0)
  assert.ok(Math.abs(counted(20, 50) - 20) <= 2)
})

test('a new day begins anew', () => {
  let now = 5 * DAY_MS + 1
  const users = new UniqueUsers(() => now)
  for (let i = 0; i < 100; i += 1) users.add(`person-${i}`)
  now = 6 * DAY_MS - 1
  assert.ok(users.count > 80)
  now = 6 * DAY_MS
  assert.equal(users.count, 0)
})
