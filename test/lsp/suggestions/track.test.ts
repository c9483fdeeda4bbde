// A document's track with a clock and a model of our own: what is shown, what is asked, what is aborted.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Outcome } from '../../../lsp/suggestions/outcome.ts'
import { at, BEGUN, type Call, Stage, said } from './stage.ts'

let stage: Stage
let calls: Call[]
let track: Stage['track']

beforeEach(() => {
  stage = new Stage()
  calls = stage.calls
  track = stage.track
})

const pass = (ms: number): void => stage.pass(ms)
const type: Stage['type'] = (prefix, how) => stage.type(prefix, how)
const remove: Stage['remove'] = (prefix) => stage.remove(prefix)
const textOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'shown' ? outcome.text : undefined
const whyOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'silent' ? outcome.why : undefined

/** A suggestion that is on screen; its id. */
async function shown(text: string, prefix = BEGUN): Promise<string> {
  const answer = type(prefix, { afterMs: 1_000 })
  const suggested = said(text)
  calls.at(-1)?.hear.done(suggested)
  assert.equal(textOf(await answer), text)
  return suggested.id
}

test('keys that follow a suggestion are answered from it and ask nothing', async () => {
  await shown('return width * height\n  // done')
  let typed = ''
  for (const key of 'return width * height\n  // don') {
    typed += key
    assert.equal(
      textOf(await type(BEGUN + typed)),
      'return width * height\n  // done'.slice(typed.length),
    )
  }
  assert.equal(calls.length, 1)
})

test('it comes back after a backspace, and after a typo that was taken back', async () => {
  await shown('return width')
  void type(`${BEGUN}retx`)
  assert.equal(textOf(await remove(`${BEGUN}ret`)), 'urn width')
  assert.equal(textOf(await remove(`${BEGUN}re`)), 'turn width')
})

test('a closing bracket of the editor is covered, not doubled', async () => {
  await shown('return area(1)', BEGUN)
  const outcome = await type(`${BEGUN}return area(`, { suffix: ')\n}\n' })
  assert.ok(outcome.kind === 'shown')
  assert.deepEqual([outcome.text, outcome.closed], ['1)', ')'])
})

test('lines that move, and edits far away, forget nothing', async () => {
  const far = `${'x\n'.repeat(300)}${BEGUN}`
  const answer = type(far)
  calls.at(-1)?.hear.done(said('return height'))
  await answer
  const changed = `y\n${far}r`
  assert.equal(textOf(await type(changed)), 'eturn height')
})

test('another suffix is another place', async () => {
  await shown('return width')
  const answer = type(`${BEGUN}r`, { suffix: ' + 1\n}\n' })
  track.edited(at('x'), { isDeletion: false })
  assert.equal(whyOf(await answer), 'replaced')
})

test('what is under way is kept while the keys may agree, and answers the newest', async () => {
  const first = type(BEGUN, { afterMs: 1_000 })
  const second = type(`${BEGUN}re`)
  assert.equal(whyOf(await first), 'replaced')
  assert.equal(calls.length, 1)
  calls[0]?.hear.done(said('return width'))
  assert.equal(textOf(await second), 'turn width')
})

test('it is aborted with the key that disagrees', async () => {
  void type(BEGUN, { afterMs: 1_000 })
  calls[0]?.hear.partly(said('return'))
  void type(`${BEGUN}x`)
  assert.equal(calls[0]?.isAborted, true)
})

test('an answer that came for other words is dropped, and the newest place is asked', async () => {
  void type(BEGUN, { afterMs: 1_000 })
  const answer = type(`${BEGUN}x`)
  calls[0]?.hear.done(said('return width'))
  pass(500)
  assert.equal(calls.length, 2)
  assert.equal(calls[1]?.place.prefix, `${BEGUN}x`)
  calls[1]?.hear.done(said(' = 1'))
  assert.equal(textOf(await answer), ' = 1')
})

test('the first complete line is shown while the rest streams', async () => {
  const answer = type(BEGUN, { afterMs: 1_000 })
  const id = 'one'
  const say = (text: string) => ({ ...said(text), id })
  calls[0]?.hear.partly(say('return wid'))
  calls[0]?.hear.partly(say('return width\n  // d'))
  assert.equal(textOf(await answer), 'return width')
  calls[0]?.hear.done(say('return width\n  // done'))
  assert.equal(textOf(await type(`${BEGUN}r`)), 'eturn width\n  // done')
})

test('inside a run of keys nothing is asked until the person stops', async () => {
  await shown('return width')
  let last: Promise<Outcome> | undefined
  for (const word of ['o', 'of', 'off', 'offs']) last = type(BEGUN + word, { afterMs: 80 })
  assert.equal(calls.length, 1)
  pass(400)
  assert.equal(calls.length, 2)
  calls[1]?.hear.done(said('et'))
  assert.equal(textOf((await last) ?? { kind: 'silent', why: 'failed' }), 'et')
})

test('a line start is asked at once; a deletion and the inside of a word are not', async () => {
  void type(`${BEGUN}x\n`, { afterMs: 50 })
  assert.equal(calls.length, 1)
  assert.equal(whyOf(await remove(BEGUN)), 'deleted')
  assert.equal(whyOf(await type(`${BEGUN}ab`, { suffix: 'cd\n' })), 'inside_word')
  assert.equal(calls.length, 1)
})

test('the beginning of a word is asked about at once for as long as there is plenty left', () => {
  const words = ['return ', 'width', '.', 'height', '(', 'x', ', ', 'y', ') + ', 'z', ' * ']
  let line = `${BEGUN}`
  let asked = 0
  for (const word of words) {
    line += word
    void type(line, { afterMs: 30 })
    if (/\w$/.test(word)) assert.equal(calls.length, asked)
    asked = calls.length
    calls.at(-1)?.hear.done(said('!'))
  }
  assert.equal(calls.length, 4)
})

test('where the model had nothing to say it is not asked again, unless on command', async () => {
  const answer = type(BEGUN, { afterMs: 1_000 })
  calls[0]?.hear.done(said(''))
  assert.equal(whyOf(await answer), 'nothing_to_say')
  assert.equal(whyOf(await track.request(at(BEGUN), { isInvoked: false })), 'nothing_to_say')
  void track.request(at(BEGUN), { isInvoked: true })
  assert.equal(calls.length, 2)
})

test('at the end of a suggestion the next one is asked for at once', async () => {
  await shown('return 1')
  void type(`${BEGUN}return 1`, { afterMs: 20 })
  assert.equal(calls.length, 2)
})

test('no more than two are under way', () => {
  for (const word of ['a', 'b', 'c']) {
    void track.request(at(BEGUN + word), { isInvoked: true })
    calls.at(-1)?.hear.partly(said(''))
  }
  assert.ok(calls.filter(({ isAborted }) => !isAborted).length <= 2)
})

test('a request that the editor cancels lives on for the next key only', async () => {
  const place = at(BEGUN)
  const answer = track.request(place, { isInvoked: false })
  track.cancel(place)
  assert.equal(whyOf(await answer), 'replaced')
  assert.equal(calls[0]?.isAborted, false)
  pass(1_000)
  assert.equal(calls[0]?.isAborted, true)
})

test('a request that the editor cancels stops the engine, which may still stand in for a model', async () => {
  stage.hasModel = false
  const place = at(BEGUN)
  const answer = track.request(place, { isInvoked: false })
  assert.equal(stage.questions.at(-1)?.isStopped, false)
  track.cancel(place)
  assert.equal(whyOf(await answer), 'replaced')
  assert.equal(stage.questions.at(-1)?.isStopped, true)
  stage.hasModel = true
  const other = at(`${BEGUN}x\n`)
  void track.request(other, { isInvoked: false })
  pass(100)
  track.cancel(other)
  assert.equal(stage.questions.at(-1)?.isStopped, false)
  pass(1_000)
  assert.equal(stage.questions.at(-1)?.isStopped, true)
})

test('closing aborts everything and answers what waits', async () => {
  const answer = type(BEGUN, { afterMs: 1_000 })
  track.close()
  assert.equal(whyOf(await answer), 'replaced')
  assert.ok(calls.every(({ isAborted }) => isAborted))
})

test('a failure is silence, and what is rejected is not offered again', async () => {
  const answer = type(BEGUN, { afterMs: 1_000 })
  calls[0]?.hear.failed('failed')
  stage.engineSays(undefined)
  assert.equal(whyOf(await answer), 'failed')
  const id = await shown('return 2', `${BEGUN}\n  `)
  track.rejected(id)
  void type(`${BEGUN}\n  r`)
  pass(500)
  assert.equal(calls.length, 3)
})

test('a change that comes after the request for it is what was asked about', async () => {
  const asked = track.request(at(`${BEGUN}?`), { isInvoked: false })
  track.edited(at(`${BEGUN}return `), { isDeletion: false })
  pass(500)
  assert.equal(calls.at(-1)?.place.prefix, `${BEGUN}return `)
  calls.at(-1)?.hear.done(said('width'))
  assert.equal(textOf(await asked), 'width')
})
