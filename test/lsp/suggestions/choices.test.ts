// Several texts for one place: for somebody who has seen one, and asks for another on command.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Outcome } from '../../../lsp/suggestions/outcome.ts'
import { at, BEGUN, Stage, said } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const invoke = () => stage.track.request(at(BEGUN), { isInvoked: true })
const textsOf = (outcome: Outcome): string[] =>
  outcome.kind === 'shown' ? [outcome, ...outcome.others].map(({ text }) => text) : []

test('who asks on command gets one text, and who asks again three and the first', async () => {
  const first = invoke()
  assert.equal(stage.calls[0]?.choices, 1)
  stage.calls[0]?.hear.done(said('return 1'))
  assert.deepEqual(textsOf(await first), ['return 1'])
  const second = invoke()
  assert.equal(stage.calls[1]?.choices, 3)
  stage.calls[1]?.hear.done({ ...said('return 2'), alternatives: ['return 3', 'return 1', ' '] })
  assert.deepEqual(textsOf(await second), ['return 2', 'return 3', 'return 1'])
})

test('those that agree with what is typed stay to choose from', async () => {
  const first = invoke()
  stage.calls[0]?.hear.done({ ...said('return 2'), alternatives: ['return 3', 'throw 4'] })
  await first
  assert.deepEqual(textsOf(await stage.type(`${BEGUN}ret`)), ['urn 2', 'urn 3'])
})

test('one of the others comes when what is typed agrees with it alone', async () => {
  const first = invoke()
  stage.calls[0]?.hear.done({ ...said('return 2'), alternatives: ['throw 4', 'throw 5'] })
  await first
  assert.deepEqual(textsOf(await stage.type(`${BEGUN}thr`)), ['ow 4', 'ow 5'])
  assert.equal(stage.calls.length, 1)
})
