// What is told of a suggestion: steps that rise, each known from enough cases.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fittedSteps, type Told } from '../../bench/engine/fit-steps.ts'
import { seededRandom } from '../../bench/support/random.ts'
import { STATED_FEATURES, statedConfidence } from '../../engine/confidence.ts'
import { Engine } from '../../engine/index.ts'
import { STATED_STEPS, STATED_WEIGHTS } from '../../engine/weights.ts'

test('what is told never falls while the engine becomes surer', () => {
  const told = Array.from({ length: 101 }, (_, i) => {
    const odds = i / 7 - 7
    const others = STATED_FEATURES.slice(1).map((name) => (name === 'always' ? 1 : 0))
    return statedConfidence([odds, ...others], STATED_WEIGHTS, STATED_STEPS)
  })
  assert.ok(told.every((value, i) => i === 0 || value >= (told[i - 1] ?? 1)))
  assert.ok(new Set(told).size > 1)
  assert.ok(told.every((value) => value > 0 && value < 1))
})

test('there is a weight for all that what is told is made of', () => {
  assert.equal(STATED_WEIGHTS.length, STATED_FEATURES.length)
  const engine = new Engine()
  const prefix = 'const a = open(one, two)\nconst b = op'
  const offer = engine.offer({ name: 'a.ts', prefix, suffix: '\n' })
  assert.ok(offer)
  const features = engine.statedFeatures(offer)
  assert.equal(features.length, STATED_FEATURES.length)
  assert.ok(features.every(Number.isFinite))
})

test('steps tell what really happened, however wrong the number was that they come from', () => {
  const random = seededRandom(3)
  // It says 0 to 1 and is right for half of it at most, with a dip in the middle.
  const truthAt = (said: number): number => (said > 0.4 && said < 0.6 ? 0.1 : said / 2)
  const all: Told[] = Array.from({ length: 6_000 }, () => {
    const confidence = random()
    return { confidence, isRight: random() < truthAt(confidence) }
  })
  const steps = fittedSteps(all)
  assert.ok(steps.length >= 2 && steps.length <= 3)
  for (const [at, { from, tells }] of steps.entries()) {
    assert.ok(at === 0 || tells > (steps[at - 1]?.tells ?? 1))
    const end = steps[at + 1]?.from ?? 1
    const own = all.filter(({ confidence }) => confidence >= from && confidence < end)
    assert.ok(own.length >= 0.1 * all.length)
    const share = own.filter(({ isRight }) => isRight).length / own.length
    assert.ok(Math.abs(share - tells) < 0.01)
  }
})

test('three steps are told where there are cases for three', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(seed)
    const all: Told[] = Array.from({ length: 3_000 }, () => {
      const confidence = random() ** 0.5
      return { confidence, isRight: random() < confidence ** 3 }
    })
    assert.equal(fittedSteps(all).length, 3, `seed ${seed}`)
  }
})
