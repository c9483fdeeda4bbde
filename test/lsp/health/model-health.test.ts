// When a model that fails is asked, with a clock and a server of the test's own.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Fault } from '../../../lsp/health/fault.ts'
import { type HealthCall, ModelHealth } from '../../../lsp/health/model-health.ts'

const KEY_MS = 150
const MINUTE_MS = 60_000

let clock = 0
let isUp: boolean | undefined
let peeks = 0
let told: Fault[] = []
let changes = 0
let health: ModelHealth

beforeEach(() => {
  clock = 0
  isUp = undefined
  peeks = 0
  told = []
  changes = 0
  health = new ModelHealth({
    now: () => clock,
    async peek() {
      peeks += 1
      return isUp
    },
    tell: (fault) => told.push(fault),
    changed: () => {
      changes += 1
    },
  })
})

/** Somebody types until `until`; each question fails after `failsAfterMs`. When the questions began. */
async function typeAgainst(fault: Fault, { until = MINUTE_MS, failsAfterMs = 10 } = {}) {
  const askedAt: number[] = []
  let pending: { call: HealthCall; failsAt: number } | undefined
  for (; clock < until; clock += KEY_MS) {
    if (pending && clock >= pending.failsAt) {
      pending.call.failed(fault)
      pending = undefined
    }
    if (!pending && health.mayAsk()) {
      askedAt.push(clock)
      pending = { call: health.begin(), failsAt: clock + failsAfterMs }
    }
    await Promise.resolve()
  }
  if (pending) pending.call.failed(fault)
  return askedAt
}

for (const [name, fault, failsAfterMs] of [
  ['refuses', { kind: 'silent' }, 1],
  ['hangs', { kind: 'silent' }, 3_000],
  ['has too many requests', { kind: 'busy', retryAfterMs: 1_000 }, 10],
  ['fails', { kind: 'failing' }, 200],
] as const) {
  test(`a model that ${name} for a minute gets at most five questions, and one notice is given`, async () => {
    const askedAt = await typeAgainst(fault, { failsAfterMs })
    assert.ok(askedAt.length <= 5, askedAt.join())
    assert.equal(told.length, 1)
    assert.equal(changes, 1)
  })
}

test('a key that is refused is told at once, and other faults of the incident no more', () => {
  health.begin().failed({ kind: 'key' })
  assert.deepEqual(told, [{ kind: 'key' }])
  for (const kind of ['failing', 'key', 'failing'] as const) health.begin().failed({ kind })
  assert.equal(told.length, 1)
})

test('a key that is refused is told also after a fault that was not worth it', () => {
  health.begin().failed({ kind: 'failing' })
  assert.deepEqual(told, [])
  health.begin().failed({ kind: 'key' })
  assert.deepEqual(told, [{ kind: 'key' }])
})

test('one fault may be chance; the next incident is told anew', () => {
  for (let incident = 0; incident < 2; incident += 1) {
    health.begin().failed({ kind: 'failing' })
    assert.equal(told.length, incident)
    health.begin().failed({ kind: 'failing' })
    health.begin().worked()
  }
  assert.equal(told.length, 2)
})

test('questions that were under way when it began to hang count among the five', async () => {
  const early = [health.begin(), health.begin(), health.begin()]
  clock += 3_000
  for (const call of early) call.failed({ kind: 'silent' })
  const askedAt = await typeAgainst({ kind: 'silent' }, { failsAfterMs: 3_000 })
  assert.ok(early.length + askedAt.length <= 5, askedAt.join())
})

test('a model that is back is asked within 15 seconds, however long it was away', async () => {
  await typeAgainst({ kind: 'failing' }, { until: 600_000 })
  const backAt = clock
  while (!health.mayAsk()) clock += KEY_MS
  assert.ok(clock - backAt <= 15_000 + KEY_MS, String(clock - backAt))
})

test('a server that was seen down is asked again within two seconds after it came up', async () => {
  isUp = false
  await typeAgainst({ kind: 'silent' })
  isUp = true
  for (let i = 0; i < 2_000 / KEY_MS && !health.mayAsk(); i += 1) {
    clock += KEY_MS
    await Promise.resolve()
  }
  assert.equal(health.mayAsk(), true)
  assert.ok(clock <= MINUTE_MS + 2_000)
})

test('a server that is up while its model fails is no reason to ask more', async () => {
  isUp = true
  const askedAt = await typeAgainst({ kind: 'failing' })
  assert.ok(askedAt.length <= 5, askedAt.join())
})

test('it is looked after once a second, and not while nobody types', async () => {
  isUp = false
  await typeAgainst({ kind: 'silent' }, { until: 10_000 })
  assert.ok(peeks >= 5 && peeks <= 11, String(peeks))
  clock += MINUTE_MS
  assert.ok(peeks <= 11)
})

test('Retry-After is kept to', async () => {
  const askedAt = await typeAgainst({ kind: 'busy', retryAfterMs: 40_000 })
  assert.deepEqual(askedAt.length, 2)
  assert.ok((askedAt[1] ?? 0) >= 40_000)
})

test('one answer ends it, and the next incident is told again', async () => {
  await typeAgainst({ kind: 'failing' }, { until: 20_000 })
  clock += MINUTE_MS
  assert.equal(health.mayAsk(), true)
  health.begin().worked()
  assert.deepEqual([health.isWell, health.mayAsk(), changes], [true, true, 2])
  await typeAgainst({ kind: 'failing' }, { until: clock + 20_000 })
  assert.equal(told.length, 2)
})

test('only one question goes out while it is open, and a cancelled one counts', () => {
  health.begin().failed({ kind: 'failing' })
  clock += 5_000
  assert.equal(health.mayAsk(), true)
  const probe = health.begin()
  assert.equal(health.mayAsk(), false)
  probe.cancelled()
  assert.equal(health.mayAsk(), false)
  clock += 7_500
  assert.equal(health.mayAsk(), true)
})

test('one that spoke before nobody waited for it any more is well', () => {
  health.begin().failed({ kind: 'failing' })
  clock += 5_000
  const probe = health.begin()
  probe.spoke()
  probe.cancelled()
  assert.equal(health.isWell, true)
})

test('patience with the first word comes from answers', () => {
  assert.equal(health.begin().firstWordMs, undefined)
  const call = health.begin()
  clock += 2_000
  call.sent()
  clock += 200
  call.spoke()
  assert.equal(health.begin().firstWordMs, 3_000)
  const slow = health.begin()
  clock += 1_500
  slow.spoke()
  assert.equal(health.begin().firstWordMs, 6_000)
  health.forget()
  assert.equal(health.begin().firstWordMs, undefined)
})

test('once its server has come up, a cancelled question does not delay the next one', async () => {
  isUp = false
  await typeAgainst({ kind: 'silent' }, { until: 20_000 })
  isUp = true
  for (let i = 0; i < 20 && !health.mayAsk(); i += 1) {
    clock += KEY_MS
    await Promise.resolve()
  }
  health.begin().cancelled()
  assert.equal(health.mayAsk(), true)
  health.begin().failed({ kind: 'failing' })
  assert.equal(health.mayAsk(), false)
})

test('a question that hangs since before the server came up holds nobody up', async () => {
  isUp = false
  await typeAgainst({ kind: 'silent' }, { until: 5_000 })
  clock += MINUTE_MS
  const hanging = health.begin()
  clock += 1_000
  isUp = true
  assert.equal(health.mayAsk(), false)
  await new Promise((resolve) => setImmediate(resolve))
  clock += 100
  assert.equal(health.mayAsk(), true)
  health.begin().cancelled()
  hanging.failed({ kind: 'silent' })
  assert.equal(health.mayAsk(), true)
})
