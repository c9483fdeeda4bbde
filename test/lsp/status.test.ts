// What the language server says of itself: midfill/status, midfill/why, snooze and focus.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EditorStatus, WhyAnswer } from '../../protocol/index.ts'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { type Editor, startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/a.ts'
const NOTES = 'file:///code/project/notes.txt'
const { text: CODE, position: PLACE } = atCursor(
  'const a = readNumber(input, 1)\nconst b = readNumber(‸',
)

interface Cleanup {
  after(run: () => unknown): void
}

async function editorWith(t: Cleanup, initializationOptions: object = {}) {
  const statuses: EditorStatus[] = []
  const editor = await startEditor(t, { initializationOptions, statuses })
  const status = (what: string, fits: (status: EditorStatus) => boolean) =>
    eventually(what, () => {
      const last = statuses.at(-1)
      return last && fits(last) ? last : undefined
    })
  return { editor, statuses, status }
}

const why = (editor: Editor, uri = FILE, position?: object): Promise<WhyAnswer> =>
  editor.connection.sendRequest('midfill/why', {
    textDocument: { uri },
    ...(position ? { position } : {}),
  })
const focus = (editor: Editor, uri?: string) =>
  editor.connection.sendNotification('textDocument/didFocus', uri ? { textDocument: { uri } } : {})
const snooze = (editor: Editor, ...args: unknown[]) =>
  editor.connection.sendRequest('workspace/executeCommand', {
    command: 'midfill.snooze',
    arguments: args,
  })

test('without settings it is ready, on the embedded engine, and says so once', async (t) => {
  const { editor, statuses, status } = await editorWith(t)
  const { source, message } = await status('ready', ({ state }) => state === 'ready')
  assert.equal(source, 'embedded')
  assert.match(message, /embedded engine/)
  await why(editor)
  assert.equal(statuses.length, 1)
})

test('the status follows the document in focus', async (t) => {
  const { editor, status } = await editorWith(t, {
    codeCompletion: { disabledSupportedLanguages: ['typescript'] },
  })
  await focus(editor, FILE)
  await editor.open(FILE, 'typescript', CODE)
  const off = await status('off', ({ state }) => state === 'off')
  assert.deepEqual([off.reason, off.uri], ['disabled_language', FILE])
  await editor.open('file:///code/project/b.py', 'python', 'x = 1\n')
  await focus(editor, 'file:///code/project/b.py')
  await status('ready', ({ state }) => state === 'ready')
  await focus(editor)
  await status('no document', ({ uri }) => uri === undefined)
})

test('snoozed, nothing is suggested; 0 wakes', async (t) => {
  const { editor, status } = await editorWith(t)
  await editor.open(FILE, 'typescript', CODE)
  await snooze(editor)
  await status('snoozed', ({ state }) => state === 'snoozed')
  assert.deepEqual(await editor.suggestions(FILE, PLACE), [])
  assert.equal((await why(editor)).reason, 'snoozed')
  await snooze(editor, 0)
  await status('ready', ({ state }) => state === 'ready')
  assert.equal((await editor.suggestions(FILE, PLACE)).length, 1)
})

const SWITCHES: Record<string, (editor: Editor) => Promise<unknown>> = {
  snoozed: (editor) => snooze(editor),
  'switched off': (editor) =>
    editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { midfill: { codeCompletion: { enabled: false } } },
    }),
}

for (const [name, turnOff] of Object.entries(SWITCHES)) {
  test(`${name} while a model thinks, nobody waits for it any more`, async (t) => {
    const upstream = await fakeUpstream(t, { hangs: true })
    const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
    const { editor } = await editorWith(t, {
      gateway: { url: gateway.url },
      engine: { enabled: false },
    })
    await editor.open(FILE, 'typescript', CODE)
    const answer = editor.suggestions(FILE, PLACE)
    await upstream.nextRequest()
    await turnOff(editor)
    assert.deepEqual(await answer, [])
    await upstream.closedByPeer
  })
}

test('a model that takes its time is thinking; then its name is the source', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['input, 1)'], headersAfterMs: 1_000 })
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: upstream.url,
    MIDFILL_MODEL_FAMILY: 'codestral',
  })
  const { editor, statuses, status } = await editorWith(t, {
    gateway: { url: gateway.url },
    engine: { enabled: false },
  })
  await editor.open(FILE, 'typescript', CODE)
  const answer = editor.suggestions(FILE, PLACE)
  await status('thinking', ({ state }) => state === 'thinking')
  assert.equal((await answer).length, 1)
  const ready = await status('ready again', ({ state }) => state === 'ready')
  assert.equal(ready.source, 'codestral')
  assert.deepEqual(
    statuses.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]),
    ['ready', 'thinking', 'ready'],
  )
})

test('a gateway that cannot be reached is offline, and the engine goes on', async (t) => {
  const { editor, status } = await editorWith(t, { gateway: { url: 'http://127.0.0.1:9' } })
  await editor.open(FILE, 'typescript', CODE)
  const [item] = await editor.suggestions(FILE, PLACE)
  assert.equal((item as { data?: { source: string } }).data?.source, 'embedded')
  const offline = await status('offline', ({ state }) => state === 'offline')
  assert.equal(offline.source, 'embedded')
  assert.match(offline.message, /go on from the embedded engine/)
})

test('every silence has a reason', async (t) => {
  const { editor } = await editorWith(t)
  assert.equal((await why(editor)).reason, 'unknown_document')
  await editor.open(FILE, 'typescript', 'const first = 1\nconst total = first\n')
  assert.equal((await why(editor)).reason, null)
  assert.equal((await why(editor, FILE, { line: 0, character: 3 })).reason, 'mid_line')
  await editor.suggestions(FILE, { line: 1, character: 19 })
  await editor.open(NOTES, 'plaintext', 'something to remember\n')
  assert.equal((await why(editor, NOTES)).reason, 'disabled_language')
  const { message } = await why(editor, NOTES)
  assert.match(message, /\.$/)
  await assert.rejects(editor.connection.sendRequest('midfill/why', {}), { code: -32602 })
})

test('with neither model nor engine there is nobody to suggest', async (t) => {
  const { editor, status } = await editorWith(t, { engine: { enabled: false } })
  await status('off', ({ state, reason }) => state === 'off' && reason === 'no_source')
  await editor.open(FILE, 'typescript', CODE)
  assert.equal((await why(editor)).reason, 'no_source')
})
