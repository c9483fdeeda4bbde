// How much is asked of a model while somebody types: never more than eight questions in a hundred keys.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { seededRandom } from '../../../bench/support/random.ts'
import { traceOf } from '../../../bench/typing/trace.ts'
import { typedVirtually } from '../../../bench/typing/virtual-typist.ts'
import { Allowance } from '../../../lsp/suggestions/allowance.ts'

const WINDOW_KEYS = 100
const MOST = 8
const SEEDS = 24

/** The most questions in any hundred keys, the first among them. */
const worstWindow = (calledAtKey: readonly number[]): number =>
  Math.max(
    ...calledAtKey.map(
      (from) => calledAtKey.filter((at) => at >= from && at < from + WINDOW_KEYS).length,
    ),
  )

test('whoever types, however fast, and however slow the model: eight questions in any hundred keys', async () => {
  const whole = readFileSync('lsp/gateway.ts', 'utf8')
  let questions = 0
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = seededRandom(seed)
    const keyMs = 30 + 600 * random()
    const trace = traceOf(whole, { keyMs, keys: 50 + Math.floor(400 * random()), random })
    const { calledAtKey } = await typedVirtually(trace, { latencyMs: 900 * random(), seed })
    questions += calledAtKey.length
    assert.ok(worstWindow(calledAtKey) <= MOST, `seed ${seed}: ${worstWindow(calledAtKey)}`)
  }
  assert.ok(questions > SEEDS)
})

test('what is asked at line starts leaves nothing over, and what keys have paid comes back', () => {
  const allowance = new Allowance(() => 0)
  for (let asked = 0; asked < MOST; asked += 1) {
    allowance.key()
    assert.ok(allowance.mayAsk())
    allowance.spend()
  }
  assert.ok(!allowance.mayAsk())
  for (let key = MOST; key <= WINDOW_KEYS; key += 1) allowance.key()
  assert.ok(!allowance.mayAsk())
  allowance.key()
  assert.ok(allowance.mayAsk())
  assert.ok(!allowance.mayAsk(1))
})

test('who reads for minutes may ask again, without a key', () => {
  let now = 0
  const allowance = new Allowance(() => now)
  for (let asked = 0; asked < MOST; asked += 1) allowance.spend()
  assert.ok(!allowance.mayAsk())
  now = 120_000
  assert.ok(allowance.mayAsk(MOST - 1))
})
