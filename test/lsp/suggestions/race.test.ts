// Who answers first in a document's track: the embedded engine or the model. The clock and both are the test's.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Outcome } from '../../../lsp/suggestions/outcome.ts'
import { BEGUN, Stage, said } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const textOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'shown' ? outcome.text : undefined
const sourceOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'shown' ? outcome.suggested.source : undefined
const whyOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'silent' ? outcome.why : undefined

test('without a model the engine is asked with each key, at once and whatever it costs', async () => {
  stage.hasModel = false
  let answer: Promise<Outcome> | undefined
  for (let i = 1; i <= 30; i += 1) answer = stage.type(`${BEGUN}${'x'.repeat(i)}`, { afterMs: 20 })
  assert.deepEqual([stage.questions.length, stage.calls.length], [30, 0])
  stage.engineSays('(1)')
  const outcome = await answer
  assert.ok(outcome)
  assert.deepEqual([textOf(outcome), sourceOf(outcome)], ['(1)', 'embedded'])
})

test('without a model, an engine that is unsure leaves silence', async () => {
  stage.hasModel = false
  const answer = stage.type(BEGUN)
  stage.engineSays(undefined)
  assert.equal(whyOf(await answer), 'nothing_to_say')
})

test('an engine that is sure answers before a model that is not quick, and the model goes on', async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(100)
  stage.engineSays('return width', { isSure: true })
  assert.equal(sourceOf(await answer), 'embedded')
  assert.equal(stage.calls[0]?.isAborted, false)
})

test('a model that is quick leaves the engine alone', async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(99)
  stage.calls[0]?.hear.done(said('return height'))
  assert.equal(sourceOf(await answer), 'model')
  stage.pass(1_000)
  assert.equal(stage.questions.length, 0)
})

test('an engine that is not sure waits for the model, whose answer is shown', async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(100)
  stage.engineSays('return width')
  stage.calls[0]?.hear.done(said('return height'))
  assert.deepEqual([textOf(await answer), sourceOf(await answer)], ['return height', 'model'])
})

test('a model that is late leaves the word to the engine', async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(100)
  stage.engineSays('return width')
  stage.pass(699)
  stage.calls[0]?.hear.partly(said('return hei'))
  stage.pass(1)
  assert.equal(sourceOf(await answer), 'embedded')
})

test('a model that fails leaves the word to the engine, also when that speaks later', async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.calls[0]?.hear.failed('failed')
  stage.engineSays('return width')
  assert.equal(textOf(await answer), 'return width')
})

test("the model's answer takes the place of the engine's while nobody has typed into it", async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(100)
  stage.engineSays('return width', { isSure: true })
  await answer
  stage.calls[0]?.hear.done(said('return width * height\n}'))
  assert.equal(textOf(await stage.type(`${BEGUN}r`)), 'eturn width * height\n}')
})

test("the engine's answer stays once somebody types it, and the model's goes on where it ends", async () => {
  const answer = stage.type(BEGUN, { afterMs: 1_000 })
  stage.pass(100)
  stage.engineSays('return width', { isSure: true })
  await answer
  assert.equal(textOf(await stage.type(`${BEGUN}re`)), 'turn width')
  stage.calls[0]?.hear.done(said('return width * height'))
  const outcome = await stage.type(`${BEGUN}ret`)
  assert.deepEqual([textOf(outcome), sourceOf(outcome)], ['urn width', 'embedded'])
  const end = await stage.type(`${BEGUN}return width`)
  assert.deepEqual([textOf(end), sourceOf(end)], [' * height', 'model'])
})

test('where keys have not paid for the model, the engine answers', async () => {
  let answer: Promise<Outcome> | undefined
  for (const word of 'abcdefghi') {
    answer = stage.type(`${BEGUN}${word}\n`, { afterMs: 20 })
    stage.calls.at(-1)?.hear.done(said(''))
  }
  stage.engineSays('return 1')
  const outcome = await answer
  assert.ok(outcome)
  assert.equal(sourceOf(outcome), 'embedded')
})

test('a model that may be back is asked at the next key, wherever that is', async () => {
  const first = stage.type(BEGUN, { afterMs: 1_000 })
  stage.calls[0]?.hear.failed('failed')
  stage.engineSays(undefined)
  await first
  void stage.type(`${BEGUN}abc`, { afterMs: 80 })
  assert.equal(stage.calls.length, 1)
  stage.isModelDue = true
  const answer = stage.type(`${BEGUN}abcd`, { afterMs: 80 })
  assert.equal(stage.calls.length, 2)
  stage.calls[1]?.hear.done(said('e()'))
  assert.equal(textOf(await answer), 'e()')
})

test("while the engine's text is typed, a model that may be back is asked without anybody waiting", async () => {
  stage.hasModel = false
  const first = stage.type(BEGUN)
  stage.engineSays('return width')
  assert.equal(textOf(await first), 'return width')
  stage.hasModel = true
  stage.isModelDue = true
  assert.equal(textOf(await stage.type(`${BEGUN}re`)), 'turn width')
  assert.equal(stage.calls.length, 1)
})

test('whoever types on while the model is late is answered by the engine', async () => {
  void stage.type(BEGUN, { afterMs: 1_000 })
  stage.engineSays(undefined)
  stage.pass(800)
  const answer = stage.type(`${BEGUN}re`)
  stage.engineSays('turn width')
  assert.deepEqual([textOf(await answer), stage.calls.length], ['turn width', 1])
})
