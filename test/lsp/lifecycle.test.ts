// The language server as an editor meets it: handshake, settings, odd documents, goodbye.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/src/area.ts'

test('announces incremental sync and inline completion', async (t) => {
  const { initialized } = await startEditor(t)
  assert.equal(initialized.serverInfo?.name, 'midfill')
  assert.deepEqual(initialized.capabilities.textDocumentSync, { openClose: true, change: 2 })
  assert.equal(initialized.capabilities.inlineCompletionProvider, true)
})

test('shuts down with null and status 0', async (t) => {
  const editor = await startEditor(t)
  const { text, position } = atCursor('const a = readNumber(input, 1)\nconst b = readNumber(‸')
  await editor.open(FILE, 'typescript', text)
  await editor.suggestions(FILE, position)
  assert.equal(await editor.quit(), 0)
})

test('without a configured gateway the embedded engine answers, in this process alone', async (t) => {
  const editor = await startEditor(t)
  const { text, position } = atCursor('const a = readNumber(input, 1)\nconst b = readNumber(‸')
  await editor.open(FILE, 'typescript', text)
  const [item] = await editor.suggestions(FILE, position)
  assert.match(String(item?.insertText), /^input/)
  assert.equal((item as { data?: { source: string } }).data?.source, 'embedded')
  assert.deepEqual(childrenOf(editor.child.pid), [])
})

/** Ids of processes that a process has started; empty where the system does not tell. */
function childrenOf(pid: number | undefined): string[] {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : []
}

test('the engine does not say again what stands behind the cursor', async (t) => {
  const editor = await startEditor(t)
  const call = 'const row = readNumber(input, 1)\n'
  const { text, position } = atCursor(`${call}${call}const row = readNumber(‸)\n`)
  await editor.open(FILE, 'typescript', text)
  const [item] = await editor.suggestions(FILE, position)
  assert.match(String(item?.insertText), /^input[^)]*$/)
})

test('with the engine switched off and no gateway there is nothing', async (t) => {
  const editor = await startEditor(t, { initializationOptions: { engine: { enabled: false } } })
  const { text, position } = atCursor('const a = readNumber(input, 1)\nconst b = readNumber(‸')
  await editor.open(FILE, 'typescript', text)
  assert.deepEqual(await editor.suggestions(FILE, position), [])
})

test('settings come from workspace/configuration and change live', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['first'] })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  const editor = await startEditor(t, { configuration: { gateway: { url: gateway.url } } })
  await editor.open(FILE, 'typescript', 'const a = ')
  const [item] = await editor.suggestions(FILE, { line: 0, character: 10 })
  assert.equal(item?.insertText, 'first')
})

test('settings sent with didChangeConfiguration count where the client cannot be asked', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['changed'] })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  const editor = await startEditor(t)
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { midfill: { gateway: { url: gateway.url } } },
  })
  await editor.open(FILE, 'typescript', 'const a = ')
  const [item] = await editor.suggestions(FILE, { line: 0, character: 10 })
  assert.equal(item?.insertText, 'changed')
})

test('a setting that does not fit is named and changes nothing', async (t) => {
  const editor = await startEditor(t, { initializationOptions: { gateway: { url: 42 } } })
  await editor.open(FILE, 'typescript', 'x')
  await editor.suggestions(FILE, { line: 0, character: 1 })
  assert.match(editor.messages.join('\n'), /midfill\.gateway\.url: Input must be/)
})

const ODD: [string, string, { line: number; character: number }][] = [
  ['a cursor below the document', 'const a = 1\n', { line: 99, character: 0 }],
  ['a cursor past the line end', 'const a = 1\n', { line: 0, character: 999 }],
  ['a binary file', 'PK\0\u0001\0\0', { line: 0, character: 2 }],
  ['an empty file', '', { line: 0, character: 0 }],
  ['a line of 3 MB', 'x'.repeat(3_000_000), { line: 0, character: 1_500_000 }],
  [
    'a file of 50,000 lines',
    Array.from({ length: 50_000 }, (_, i) => `const value${i} = compute(${i})`).join('\n'),
    { line: 49_999, character: 10 },
  ],
]

test('odd documents get a list, and the server lives on', async (t) => {
  const editor = await startEditor(t)
  for (const [name, text, position] of ODD) {
    await t.test(name, async () => {
      const uri = `file:///code/project/${encodeURIComponent(name)}.ts`
      await editor.open(uri, 'typescript', text)
      assert.ok(Array.isArray(await editor.suggestions(uri, position)))
    })
  }
  assert.deepEqual(
    await editor.suggestions('file:///never/opened.ts', { line: 0, character: 0 }),
    [],
  )
  assert.equal(await editor.quit(), 0)
})

/** As editors of LSP 3.15 and older may tell of a change. */
const OLD_CHANGES = [
  { textDocument: { uri: FILE }, contentChanges: [{ text: 'const b = ' }] },
  { textDocument: { uri: FILE, version: null }, contentChanges: [{ text: 'const b = ' }] },
  {
    textDocument: { uri: FILE, version: 2 },
    contentChanges: [{ range: null, text: 'const b = ' }],
  },
]

for (const params of OLD_CHANGES) {
  test(`a change of an older editor counts: ${JSON.stringify(params)}`, async (t) => {
    const gateway = await fakeUpstream(t, {})
    const editor = await startEditor(t, {
      initializationOptions: { gateway: { url: gateway.url } },
    })
    await editor.open(FILE, 'typescript', 'const a = 1\n')
    await editor.connection.sendNotification('textDocument/didChange', params)
    await editor.invoked(FILE, { line: 0, character: 10 })
    assert.match(JSON.stringify(gateway.requests[0]?.body), /const b = /)
  })
}

test('requests that make no sense are refused, and the server lives on', async (t) => {
  const editor = await startEditor(t)
  await editor.open(FILE, 'typescript', 'const a = 1\n')
  const ask = (params: unknown) =>
    editor.connection.sendRequest('textDocument/inlineCompletion', params)
  await assert.rejects(ask({}), { code: -32602 })
  const menu = editor.connection.sendRequest('textDocument/completion', {})
  await assert.rejects(menu, { code: -32602 })
  await assert.rejects(ask({ textDocument: { uri: 5 }, position: 'x' }), { code: -32602 })
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null })
  await editor.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: FILE, version: 2 },
    contentChanges: [
      { range: { start: { line: 99, character: 0 }, end: { line: 3, character: 1 } }, text: 'x' },
    ],
  })
  assert.ok(Array.isArray(await editor.suggestions(FILE, { line: -1, character: -5 })))
  assert.equal(await editor.quit(), 0)
})
