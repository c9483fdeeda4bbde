// How many people there were, without knowing who.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UniqueUsers } from '../../../server/telemetry/unique-users.ts'

const DAY_MS = 86_400_000

/** A salt is a random number to whoever draws it; here it is known, so that a run is like any other. */
const counted = (people: number, { times = 1, salt = 1 } = {}): number => {
  const users = new UniqueUsers(
    () => 5 * DAY_MS,
    () => salt * 0x1357_9bdf,
  )
  for (let time = 0; time < times; time += 1) {
    for (let i = 0; i < people; i += 1) users.add(`instance person-${i}`)
  }
  return users.count
}

const SALTS = Array.from({ length: 12 }, (_, index) => index + 1)
/** What docs/monitoring.md promises. */
const PROMISED = 0.03

// Where empty registers are counted, where the estimate takes over, and far beyond.
for (const people of [100, 1_000, 20_000, 40_000, 60_000, 150_000]) {
  test(`${people} people are counted within 3 %, and evenly above and below`, () => {
    const errors = SALTS.map((salt) => counted(people, { salt }) / people - 1)
    const worst = Math.max(...errors.map(Math.abs))
    assert.ok(worst < PROMISED, errors.join())
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    assert.ok(Math.abs(mean) < PROMISED / 3, `${mean}`)
  })
}

test('few are counted one by one, and nobody twice', () => {
  assert.equal(counted(0), 0)
  assert.ok(Math.abs(counted(20, { times: 50 }) - 20) <= 1)
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
