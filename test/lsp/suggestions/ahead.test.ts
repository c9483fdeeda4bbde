// What a document's track asks before anybody waits for it, and at the end of a finished line.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Outcome } from '../../../lsp/suggestions/outcome.ts'
import { at, BEGUN, Stage, said } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const textOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'shown' ? outcome.text : undefined

/** The model's answer is on screen; `index` tells the lines apart. */
async function shown(index: number, text = 'return width'): Promise<string> {
  const prefix = `${BEGUN}// ${index}\n  `
  const answer = stage.type(prefix, { afterMs: 1_000 })
  stage.calls.at(-1)?.hear.done(said(text))
  assert.equal(textOf(await answer), text)
  return prefix
}

/** A whole suggestion was taken at one stroke. */
async function taken(): Promise<void> {
  const prefix = await shown(0, LONG)
  const answer = stage.type(prefix + LONG, { afterMs: 200 })
  stage.calls.at(-1)?.hear.done(said('\n}'))
  await answer
}

test('who takes suggestions is run ahead of while looking at one, every second time', async () => {
  await taken()
  const calls = stage.calls.length
  for (let i = 1; i < 4; i += 1) {
    await shown(i, LONG)
    stage.pass(500)
  }
  assert.equal(stage.calls.length, calls + 3 + 2)
})

test('who has taken none is not run ahead of', async () => {
  for (let i = 0; i < 4; i += 1) {
    await shown(i)
    stage.pass(500)
  }
  assert.equal(stage.calls.length, 4)
})

test('who takes the next suggestion, too, finds what follows there', async () => {
  await taken()
  await shown(1)
  const prefix = await shown(2)
  stage.pass(500)
  const ahead = stage.calls.at(-1)
  assert.equal(ahead?.place.prefix, `${prefix}return width`)
  ahead?.hear.done(said('\n}'))
  const calls = stage.calls.length
  assert.equal(textOf(await stage.type(`${prefix}return width`)), '\n}')
  assert.equal(stage.calls.length, calls)
})

const LONG = 'return width * height * depth * factor * density'

test('it lives on while the suggestion is typed, and ends with the key that disagrees', async () => {
  await taken()
  await shown(1)
  const prefix = await shown(2)
  stage.pass(500)
  const ahead = stage.calls.at(-1)
  await stage.type(`${prefix}ret`)
  assert.equal(ahead?.isAborted, false)
  void stage.type(`${prefix}rex`)
  assert.equal(ahead?.isAborted, true)
})

test('one that answers while somebody waits elsewhere starts no request', async () => {
  await taken()
  await shown(1)
  const prefix = await shown(2)
  stage.pass(500)
  const ahead = stage.calls.at(-1)
  const calls = stage.calls.length
  void stage.remove(`${prefix}`)
  ahead?.hear.partly(said('\n}\n'))
  assert.equal(stage.calls.length, calls)
})

test('who goes on typing at once is not run ahead of', async () => {
  await taken()
  await shown(1)
  const prefix = await shown(2)
  const calls = stage.calls.length
  let typed = ''
  for (const key of 'return') {
    typed += key
    await stage.type(prefix + typed, { afterMs: 150 })
  }
  assert.equal(stage.calls.length, calls)
})

test('at a finished line the next one is asked for, and shown with its line break', async () => {
  const answer = stage.type(`${BEGUN}done();`, { suffix: '\n}\n', afterMs: 1_000 })
  stage.calls[0]?.hear.done(said(''))
  assert.equal(stage.calls[1]?.place.prefix, `${BEGUN}done();\n  `)
  stage.calls[1]?.hear.done(said('close();'))
  assert.equal(textOf(await answer), '\n  close();')
  assert.equal(textOf(await stage.type(`${BEGUN}done();\n  `)), 'close();')
  assert.equal(stage.calls.length, 2)
})

test('where there is no next line either, that is all', async () => {
  const answer = stage.type(`${BEGUN}done();`, { afterMs: 1_000 })
  stage.calls[0]?.hear.done(said(''))
  stage.calls[1]?.hear.done(said(''))
  assert.deepEqual(await answer, { kind: 'silent', why: 'nothing_to_say' })
  await stage.track.request(at(`${BEGUN}done();`), { isInvoked: false })
  assert.equal(stage.calls.length, 2)
})

test('before code on the same line, or on an empty line, no next line is asked for', async () => {
  const inside = stage.type(`${BEGUN}call(`, { suffix: ')\n}\n', afterMs: 1_000 })
  stage.calls[0]?.hear.done(said(''))
  assert.deepEqual(await inside, { kind: 'silent', why: 'nothing_to_say' })
  const blank = stage.type(`${BEGUN}\n`, { afterMs: 1_000 })
  stage.calls[1]?.hear.done(said(''))
  assert.deepEqual(await blank, { kind: 'silent', why: 'nothing_to_say' })
  assert.equal(stage.calls.length, 2)
})
