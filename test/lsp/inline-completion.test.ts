// textDocument/inlineCompletion, through the built language server over stdio.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CancellationTokenSource, InlineCompletionRequest } from 'vscode-languageserver/node'
import { eventually } from '../support/eventually.ts'
import { type FakeUpstream, fakeUpstream, type UpstreamScript } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { type Editor, startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/src/area.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** Editor, language server, gateway and a scripted model, connected. */
async function chain(
  t: Cleanup,
  script: UpstreamScript,
  family = 'codestral',
): Promise<{ editor: Editor; upstream: FakeUpstream }> {
  const upstream = await fakeUpstream(t, script)
  const gateway = await startGateway(t, {
    MIDFILL_MODEL_URL: upstream.url,
    MIDFILL_MODEL_FAMILY: family,
    MIDFILL_API_KEYS: 'key',
  })
  const editor = await startEditor(t, {
    folder: '/code/project',
    initializationOptions: { gateway: { url: gateway.url, apiKey: 'key' } },
  })
  return { editor, upstream }
}

test('a suggestion comes from the model, with its source and a range at the cursor', async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['width ', '* height'] })
  const { text, position } = atCursor(
    "import { readFile } from 'node:fs'\nfunction area(width: number, height: number) {\n  return ‸\n}\n",
  )
  await editor.open(FILE, 'typescript', text)
  const [item] = await editor.suggestions(FILE, position)
  assert.equal(item?.insertText, 'width * height')
  assert.deepEqual(item?.range, { start: position, end: position })
  const { data } = item as { data?: { source: string; model: string; id: string } }
  assert.equal(data?.source, 'model')
  assert.equal(data?.model, 'codestral')
  assert.match(data?.id ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(
    upstream.requests[0]?.body.prompt,
    "[SUFFIX]\n}\n[PREFIX]import { readFile } from 'node:fs'\nfunction area(width: number, height: number) {\n  return ",
  )
})

test('imports and the enclosing scope reach the model when the file is too long for its window', async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['ok'] }, 'codegemma')
  const filler = Array.from({ length: 1_000 }, (_, i) => `  const value${i} = compute(${i}, 'x')`)
  const { text, position } = atCursor(
    [
      "import { readLedger } from './ledger.ts'",
      'export function closeTheBooks(year: number) {',
      ...filler,
      '  const result = ‸',
      '}',
    ].join('\n'),
  )
  await editor.open(FILE, 'typescript', text)
  // A grammar that is still loading holds up no suggestion: the first ones may come without.
  const prompt = await eventually('a prompt with imports', async () => {
    await editor.invoked(FILE, position)
    const sent = upstream.requests.map(({ body }) => String(body.prompt))
    return sent.find((text) => text.includes('readLedger'))
  })
  for (const line of [
    "import { readLedger } from './ledger.ts'",
    'function closeTheBooks(year: number)',
  ]) {
    assert.ok(prompt.includes(line), line)
  }
  assert.ok(prompt.length < 24_500)
})

test('typed keys are part of the next question', async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['ok'] })
  await editor.open(FILE, 'typescript', 'const a = 1\n')
  await editor.type(FILE, { line: 1, character: 0 }, 'const 😀b = ')
  await editor.type(FILE, { line: 1, character: 12 }, 'a')
  await editor.suggestions(FILE, { line: 1, character: 13 })
  assert.equal(upstream.requests[0]?.body.prompt, '[SUFFIX][PREFIX]const a = 1\nconst 😀b = a')
})

test('$/cancelRequest ends the call of the model', async (t) => {
  const { editor, upstream } = await chain(t, { hangs: true })
  await editor.open(FILE, 'typescript', 'const a = ')
  const arrived = upstream.nextRequest()
  const source = new CancellationTokenSource()
  const answer = editor.connection.sendRequest(
    InlineCompletionRequest.type,
    {
      textDocument: { uri: FILE },
      position: { line: 0, character: 10 },
      context: { triggerKind: 2 },
    },
    source.token,
  )
  await arrived
  source.cancel()
  await assert.rejects(answer, { code: -32800 })
  await upstream.closedByPeer
})

test('a newer request for the same document supersedes the older one', async (t) => {
  const { editor, upstream } = await chain(t, { hangs: true })
  await editor.open(FILE, 'typescript', 'const a = ')
  const arrived = upstream.nextRequest()
  const older = editor.suggestions(FILE, { line: 0, character: 10 })
  await arrived
  const newer = editor.suggestions(FILE, { line: 0, character: 9 })
  newer.catch(() => {})
  await assert.rejects(older, { code: -32800 })
  await upstream.closedByPeer
})

test("the completion widget's text comes first, in both forms of its range", async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['.log(1)'] })
  await editor.open(FILE, 'typescript', 'con')
  const start = { line: 0, character: 0 }
  const end = { line: 0, character: 3 }
  const ask = (text: string, range: unknown) =>
    editor.connection.sendRequest('textDocument/inlineCompletion', {
      textDocument: { uri: FILE },
      position: end,
      context: { triggerKind: 2, selectedCompletionInfo: { text, range } },
    })
  for (const range of [{ start, end }, [start, end]]) {
    const { items } = (await ask('console', range)) as { items: { insertText: string }[] }
    assert.equal(items[0]?.insertText, 'sole.log(1)')
  }
  assert.equal(upstream.requests[0]?.body.prompt, '[SUFFIX][PREFIX]console')
  assert.deepEqual(await ask('print', { start, end }), { items: [] })
  // The second time it was remembered.
  assert.equal(upstream.requests.length, 1)
})

test('what says nothing of a completion widget counts as none', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['width * height'] })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  // No engine: on a busy machine it would answer first.
  const initializationOptions = { gateway: { url: gateway.url }, engine: { enabled: false } }
  const editor = await startEditor(t, { initializationOptions })
  const { text, position } = atCursor('const width = 1\nconst height = 2\nconst area = ‸\n')
  await editor.open(FILE, 'typescript', text)
  for (const selectedCompletionInfo of [null, [], {}, { text: 'width' }, { range: [], text: '' }]) {
    const { items } = await editor.connection.sendRequest<{ items: { insertText: string }[] }>(
      'textDocument/inlineCompletion',
      {
        textDocument: { uri: FILE },
        position,
        context: { triggerKind: 2, selectedCompletionInfo },
      },
    )
    assert.equal(items[0]?.insertText, 'width * height', JSON.stringify(selectedCompletionInfo))
  }
})

test('who asks again on command may choose between several', async (t) => {
  const { editor, upstream } = await chain(t, {
    chunks: ['width'],
    alternatives: ['height', 'depth'],
  })
  const { text, position } = atCursor('const w = 1\nconst size = ‸\n')
  await editor.open(FILE, 'typescript', text)
  const first = await editor.invoked(FILE, position)
  assert.deepEqual(
    first.map(({ insertText }) => insertText),
    ['width'],
  )
  const several = await editor.invoked(FILE, position)
  assert.deepEqual(
    several.map(({ insertText }) => insertText),
    ['width', 'height', 'depth'],
  )
  assert.equal(upstream.requests[1]?.body.n, 3)
})

test('a gateway that fails leaves the editor in peace', async (t) => {
  const { editor } = await chain(t, { status: 500 })
  await editor.open(FILE, 'typescript', 'const a = ')
  assert.deepEqual(await editor.suggestions(FILE, { line: 0, character: 10 }), [])
  assert.match(editor.messages.join('\n'), /no suggestion: the gateway answered 503/)
})

test('a gateway without /v4 is asked on /v2', async (t) => {
  const old = await fakeUpstream(t, { status: 404 })
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: old.url.replace('/v1', '') } },
  })
  await editor.open(FILE, 'typescript', 'const a = ')
  await editor.suggestions(FILE, { line: 0, character: 10 })
  assert.deepEqual(
    old.requests.map((request) => request.path),
    ['/v4/code/suggestions', '/v2/code/completions'],
  )
})

test('below a comment that says what to write, the model is asked for a generation', async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['const total = 1'] })
  const { text, position } = atCursor("const rows = load('rows')\n// sum the rows\n‸\n")
  await editor.open(FILE, 'typescript', text)
  // A grammar that is still loading holds up no suggestion: the first ones may be completions.
  const messages = await eventually('a generation', async () => {
    await editor.invoked(FILE, position)
    return upstream.requests.at(-1)?.body.messages
  })
  const words = JSON.stringify(messages)
  assert.match(words, /\{\{cursor\}\}/)
  assert.match(words, /"[^"]*\\n\\n\/\/ sum the rows"/)
})

test('a gateway that only completes is asked for a completion where a generation would fit', async (t) => {
  const old = await fakeUpstream(t, { status: 403 })
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: old.url.replace('/v1', '') } },
  })
  await editor.open(FILE, 'typescript', 'const first = 1\n')
  const kinds = await eventually('a second question', async () => {
    await editor.invoked(FILE, { line: 1, character: 0 })
    const sent = old.requests.map(({ body }) => JSON.stringify(body))
    const first = sent.findIndex((body) => body.includes('code_editor_generation'))
    return first === -1 ? undefined : sent.slice(first, first + 2)
  })
  assert.match(kinds[1] ?? '', /code_editor_completion/)
})

test('a file that is too long to be parsed at once is parsed while nothing else is to be done', async (t) => {
  const { editor, upstream } = await chain(t, { chunks: ['ok'] }, 'codegemma')
  const lines = Array.from({ length: 40_000 }, (_, i) => `const value${i} = compute(${i}, 'x')`)
  const { text, position } = atCursor(
    ["import { readLedger } from './ledger.ts'", ...lines, 'const result = ‸'].join('\n'),
  )
  await editor.open(FILE, 'typescript', text)
  await eventually('a prompt with imports', async () => {
    await editor.invoked(FILE, position)
    return String(upstream.requests.at(-1)?.body.prompt).includes('readLedger') || undefined
  })
})
