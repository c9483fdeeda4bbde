// Generations as GitLab's clients stream them: a stub, then all that has come so far, until it is done or cancelled.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../../support/eventually.ts'
import {
  ask,
  askForStream,
  FILE,
  FUNCTION,
  type Item,
  STREAMING,
  stage,
} from '../../support/gitlab-client.ts'
import { atCursor } from '../../support/marks.ts'

test('no stub without the flag: an editor that does not know it would show an empty item', async (t) => {
  const { editor } = await stage(t, { chunks: ['return a + b'] })
  const [item] = await ask(editor, FUNCTION)
  assert.match(String(item?.insertText), /return a \+ b/)
})

test('with the flag a generation is streamed: cumulative, and done at its end', async (t) => {
  const { editor, gitlab, streamed } = await stage(t, { chunks: ['a ', 'b'] }, STREAMING)
  // Each piece has its own message: the next one is sent once the last one was told.
  gitlab.script.between = (sent) =>
    eventually('a message', () => (streamed.length > sent ? true : undefined))
  const item = await askForStream(editor)
  assert.equal(item.insertText, '')
  assert.equal(item.range, undefined)
  const [id, suggestionId] = item.command?.arguments ?? []
  assert.match(String(id), /^code-suggestion-stream-\d+$/)
  assert.match(String(suggestionId), /^[\da-f-]{36}$/)
  await eventually('the end', () => streamed.find((message) => message.done))
  assert.deepEqual(
    streamed.filter((message) => message.id === id),
    [
      { id, completion: '', done: false },
      { id, completion: 'a ', done: false },
      { id, completion: 'a b', done: false },
      { id, completion: 'a b', done: false },
      { id, done: true },
    ],
  )
})

test('a request that a key overtakes while its stream is considered asks nothing', async (t) => {
  const { editor, gitlab, streamed } = await stage(t, {}, STREAMING)
  const before = ask(editor, FUNCTION)
  await pause(50)
  const line = { line: 2, character: 0 }
  await editor.type(FILE, line, '\n')
  const params = { textDocument: { uri: FILE }, position: { ...line, line: 3 }, context: {} }
  await editor.connection.sendRequest('textDocument/inlineCompletion', params)
  await eventually('the end', () => streamed.find((message) => message.done))
  assert.deepEqual(await before, [])
  assert.deepEqual(
    gitlab.suggestions().map(({ body }) => body.intent),
    ['generation'],
  )
})

/** Run before the server's own code: whoever reads a grammar waits. */
const SLOW_GRAMMARS = `
  import { promises } from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const { readFile } = promises
  promises.readFile = async (file, ...rest) => {
    if (String(file).endsWith('.wasm')) await new Promise((read) => setTimeout(read, 800))
    return readFile(file, ...rest)
  }
  syncBuiltinESMExports()`

test('a first request right after the document waits for a grammar that loads slowly', async (t) => {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(SLOW_GRAMMARS)}`
  const { editor } = await stage(t, { chunks: ['return a + b'] }, STREAMING, { NODE_OPTIONS })
  await askForStream(editor)
})

test('no stream in the middle of a line, nor for a few characters', async (t) => {
  const { editor, gitlab, streamed } = await stage(t, {}, STREAMING)
  const { command } = await askForStream(editor)
  const [id] = command?.arguments ?? []
  await eventually('its end', () => streamed.find((message) => message.id === id && message.done))
  const before = gitlab.suggestions().length
  for (const code of ['a‸', 'function add(a: number‸, b: number) {}\n']) {
    assert.deepEqual(await ask(editor, code, { triggerKind: 2 }), [])
  }
  assert.equal(gitlab.suggestions().length, before)
})

test('cancelStreaming stops the model at once, and nothing more is streamed', async (t) => {
  const chunks = Array.from({ length: 400 }, (_, i) => `line${i}()\n`)
  const { editor, gitlab, streamed } = await stage(t, { chunks, pauseMs: 20 }, STREAMING)
  const item = await askForStream(editor)
  const [id] = item.command?.arguments ?? []
  await eventually('a piece', () => streamed.find((message) => message.completion))
  await editor.connection.sendNotification('cancelStreaming', { id })
  await gitlab.closedByPeer
  await editor.connection.sendNotification('cancelStreaming', { id: 'code-suggestion-stream-99' })
  await eventually('a line in the log', () =>
    editor.messages.find((message) => message.includes('no such stream')),
  )
  assert.equal(
    streamed.some((message) => message.done),
    false,
  )
})

test('a stream may take as long as it has something to say', async (t) => {
  const midfill = { engine: { enabled: false }, gateway: { timeoutMs: 2_000 } }
  const chunks = Array.from({ length: 10 }, (_, i) => `line${i}()\n`)
  const script = { chunks, pauseMs: 300 }
  const { editor, streamed } = await stage(t, script, { ...STREAMING, midfill })
  await askForStream(editor)
  await eventually('the end', () => streamed.find((message) => message.done))
  assert.match(String(streamed.at(-2)?.completion), /line9/)
})

test('a completion menu gets the whole text, flag or not', async (t) => {
  const { editor } = await stage(t, { chunks: ['return a + b'] }, STREAMING)
  await askForStream(editor)
  const { position } = atCursor(FUNCTION)
  const params = { textDocument: { uri: FILE }, position }
  const [item] = (await editor.connection.sendRequest('textDocument/completion', params)) as Item[]
  assert.match(String(item?.insertText), /return a \+ b/)
})

test('a newer request for the document ends its stream', async (t) => {
  const chunks = Array.from({ length: 400 }, (_, i) => `line${i}()\n`)
  const { editor, gitlab } = await stage(t, { chunks, pauseMs: 20 }, STREAMING)
  await askForStream(editor)
  await ask(editor, 'const x = ‸')
  await gitlab.closedByPeer
})
