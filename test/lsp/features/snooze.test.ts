// How long a snooze lasts, by clocks of the test: also where the machine sleeps, or somebody sets its clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Snooze } from '../../../lsp/features/snooze.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

function stage() {
  let elapsed = 0
  let wall = 1_000_000_000
  let look = (): void => {}
  const changes: boolean[] = []
  const snooze = new Snooze(() => changes.push(snooze.isOn), {
    onWall: () => wall,
    elapsed: () => elapsed,
    every: (ms, run) => {
      look = run
      return setTimeout(() => {}, ms).unref()
    },
  })
  snooze.execute('midfill.snooze', [60])
  return {
    snooze,
    changes,
    /** Time goes by; the wall's clock may go on alone, as it does while the machine sleeps. */
    pass({ ms, wallMs = ms }: { ms: number; wallMs?: number }): void {
      elapsed += ms
      wall += wallMs
      look()
    },
  }
}

test('it ends after its minutes, and says so once', () => {
  const { snooze, changes, pass } = stage()
  pass({ ms: HOUR_MS - 1 })
  assert.equal(snooze.isOn, true)
  pass({ ms: 1 })
  assert.equal(snooze.isOn, false)
  assert.deepEqual(changes, [true, false])
})

test('a night that the laptop slept counts', () => {
  const { snooze, pass } = stage()
  pass({ ms: MINUTE_MS, wallMs: 8 * HOUR_MS })
  assert.equal(snooze.isOn, false)
})

test('a clock that is set back makes it no longer', () => {
  const { snooze, pass } = stage()
  pass({ ms: MINUTE_MS, wallMs: -3 * HOUR_MS })
  assert.equal(snooze.isOn, true)
  pass({ ms: HOUR_MS })
  assert.equal(snooze.isOn, false)
})
