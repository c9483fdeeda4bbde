import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Breaker } from '../../../server/dispatch/breaker.ts'
import { failure, VirtualClock } from './stage.ts'

function breakerWith(outcomes: string) {
  const clock = new VirtualClock()
  const breaker = new Breaker(clock)
  const play = (more: string): void => {
    for (const outcome of more) {
      const role = breaker.begin(clock.now())
      if (outcome === '+') breaker.succeeded(role, clock.now())
      else if (outcome === '-') breaker.failed(role, clock.now(), failure())
      else breaker.released(role)
      clock.advance(10)
    }
  }
  play(outcomes)
  return { clock, breaker, play, state: () => breaker.state(clock.now()) }
}

const SEQUENCES: [string, string, string][] = [
  ['two failures', '--', 'closed'],
  ['three failures in a row', '---', 'open'],
  ['three failures with a success between', '--+-', 'closed'],
  ['half of many', '+-+-+-+-+-', 'open'],
  ['a third of many', '-++-++-++-++-++', 'closed'],
  ['cancelled calls between failures', '-.-..-', 'open'],
  ['cancelled calls alone', '......', 'closed'],
]
for (const [what, outcomes, expected] of SEQUENCES) {
  test(`${what}: ${expected}`, () => assert.equal(breakerWith(outcomes).state(), expected))
}

test('the share is that of the last ten seconds', () => {
  const { clock, play, state } = breakerWith('--+--+--')
  clock.advance(10_000)
  play('+-+-+')
  assert.equal(state(), 'closed')
})

test('one probe is let through after a pause, which grows with each failed one', () => {
  const { clock, breaker, play, state } = breakerWith('---')
  assert.equal(breaker.allows(clock.now()), false)
  clock.advance(1_250)
  assert.equal(state(), 'half_open')
  const role = breaker.begin(clock.now())
  assert.equal(breaker.allows(clock.now()), false)
  breaker.failed(role, clock.now(), failure())
  clock.advance(1_400)
  assert.equal(state(), 'open')
  clock.advance(1_100)
  play('+')
  assert.equal(state(), 'closed')
})

test('a probe that is cancelled makes room for the next', () => {
  const { clock, breaker, play } = breakerWith('---')
  clock.advance(1_250)
  play('.')
  assert.equal(breaker.allows(clock.now()), true)
})

test('a success that began before it opened does not close it', () => {
  const { clock, breaker, state } = breakerWith('')
  const early = breaker.begin(clock.now())
  for (let i = 0; i < 3; i += 1) breaker.failed(breaker.begin(clock.now()), clock.now(), failure())
  breaker.succeeded(early, clock.now())
  assert.equal(state(), 'open')
})
