// The pass for a direct connection, by a clock of the test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayFailure } from '../../../lsp/gateway-wire.ts'
import { DirectAccess } from '../../../lsp/gitlab/direct-access.ts'

const NOW = 1_000_000_000
const SECOND = 1_000
const MINUTE = 60 * SECOND

function stage(answer: (now: number) => unknown) {
  let now = NOW
  let wallShift = 0
  const calls: number[] = []
  const problems: string[] = []
  const access = new DirectAccess({
    async fetchDetails() {
      calls.push(now)
      return answer(now)
    },
    now: () => now + wallShift,
    elapsed: () => now,
    log: (problem) => problems.push(problem),
  })
  return {
    access,
    calls,
    problems,
    /** Somebody sets the clock, or the machine has slept. */
    shiftWall(ms: number): void {
      wallShift += ms
    },
    async wait(ms: number): Promise<void> {
      now += ms
      access.current()
      // The answer comes in a few turns of the promises.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    },
  }
}

const pass = (now: number, forMs: number) => ({
  ...{ base_url: 'https://gateway.test', token: `pass-${now}`, expires_at: (now + forMs) / SECOND },
})

test('nobody waits for the first pass, and one is fetched for all', async () => {
  const { access, calls, wait } = stage((now) => pass(now, 60 * MINUTE))
  assert.equal(access.current(), undefined)
  assert.equal(access.current(), undefined)
  await wait(0)
  assert.equal(access.current()?.token, `pass-${NOW}`)
  assert.equal(calls.length, 1)
})

test('a pass is renewed before it ends, and not used in its last seconds', async () => {
  const { access, calls, wait } = stage((now) => pass(now, 60 * MINUTE))
  await wait(0)
  await wait(57 * MINUTE)
  assert.equal(calls.length, 1)
  await wait(MINUTE + SECOND)
  assert.equal(calls.length, 2)
  assert.equal(access.current()?.token, `pass-${NOW + 58 * MINUTE + SECOND}`)
})

test('passes that end at once do not make a request of every key', async () => {
  const { access, calls, wait } = stage((now) => pass(now, 30 * SECOND))
  for (let key = 0; key < 100; key += 1) await wait(100)
  assert.equal(access.current(), undefined)
  assert.equal(calls.length, 1)
})

const REFUSALS: [string, unknown, number][] = [
  ['an instance that has it switched off', new GatewayFailure('no', { status: 403 }), 1],
  ['an instance that does not know it', new GatewayFailure('no', { status: 404 }), 1],
  // After 1, 3, 9, 27, 81 and 243 seconds.
  ['an instance that fails', new GatewayFailure('no', { status: 500 }), 6],
  ['an answer that is none', { base_url: 'javascript:1' }, 6],
]

for (const [name, answer, atMost] of REFUSALS) {
  test(`${name} is asked at most ${atMost} times in five minutes`, async () => {
    const { calls, problems, wait } = stage(() => {
      if (answer instanceof Error) throw answer
      return answer
    })
    for (let key = 0; key < 300; key += 1) await wait(SECOND)
    assert.ok(calls.length >= 1 && calls.length <= atMost, String(calls.length))
    assert.equal(problems.length, calls.length)
  })
}

test('a gateway that fails is left alone for longer each time, and trusted again when it works', async () => {
  const { access, wait } = stage((now) => pass(now, 60 * MINUTE))
  await wait(0)
  access.callFailed(500)
  assert.equal(access.current(), undefined)
  await wait(SECOND)
  assert.ok(access.current())
  access.callFailed(500)
  await wait(4 * SECOND)
  assert.equal(access.current(), undefined)
  await wait(SECOND)
  assert.ok(access.current())
  access.callWorked()
  access.callFailed(500)
  await wait(SECOND)
  assert.ok(access.current())
})

test('a pass that the gateway refuses is not shown again', async () => {
  const { access, calls, wait } = stage((now) => pass(now, 60 * MINUTE))
  await wait(0)
  access.callFailed(401)
  await wait(2 * SECOND)
  assert.equal(calls.length, 2)
  assert.equal(access.current()?.token, `pass-${NOW + 2 * SECOND}`)
})

test('a clock that is set back by hours keeps nobody from the gateway for hours', async () => {
  const { access, calls, shiftWall, wait } = stage((now) => pass(now, 60 * MINUTE))
  await wait(0)
  access.callFailed(500)
  shiftWall(-3 * 60 * MINUTE)
  await wait(MINUTE)
  assert.ok(access.current())
  // A pass that the gateway no longer takes is replaced, whatever the clock says.
  access.callFailed(401)
  await wait(MINUTE)
  assert.equal(calls.length, 2)
  assert.ok(access.current())
})

test('after a night that the machine slept, a new pass is fetched, and the old one is not shown', async () => {
  const { access, calls, shiftWall, wait } = stage((now) =>
    pass(now + 8 * 60 * MINUTE, 60 * MINUTE),
  )
  await wait(0)
  shiftWall(16 * 60 * MINUTE)
  assert.equal(access.current(), undefined)
  await wait(MINUTE)
  assert.equal(calls.length, 2)
})
