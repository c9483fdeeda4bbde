// The language server in the place of GitLab's own: what gitlab.vim and its relatives send and expect.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../../support/eventually.ts'
import {
  type GitlabForEditors,
  gitlabForEditors,
  type InstanceScript,
} from '../../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../../support/language-server.ts'
import { atCursor } from '../../support/marks.ts'

const FILE = 'file:///code/project/src/app.ts'
const CODE = `${'const first = 1\n'.repeat(8)}const total = ‸\n`
const FUNCTION = 'function add(a: number, b: number) {\n  // the sum of both\n‸\n}\n'
const STREAMING = { featureFlags: { streamCodeGenerations: true } }

interface Item {
  insertText: string
  range?: object
  command?: { command: string; arguments: unknown[] }
}
interface StreamMessage {
  id: string
  completion?: string
  done: boolean
}

interface Stage {
  editor: Editor
  gitlab: GitlabForEditors
  streamed: StreamMessage[]
  told(method: string): unknown[]
}

const TOLD = [
  '$/gitlab/token/check',
  '$/gitlab/featureStateChange',
  '$/gitlab/api/error',
  '$/gitlab/api/recovered',
]

async function stage(
  t: { after(run: () => unknown): void },
  script: InstanceScript = {},
  settings: object = {},
  env: Record<string, string> = {},
): Promise<Stage> {
  const gitlab = await gitlabForEditors(t, script)
  const editor = await startEditor(t, { folder: '/code/project', env })
  const streamed: StreamMessage[] = []
  editor.connection.onNotification('streamingCompletionResponse', (message: StreamMessage) => {
    streamed.push(message)
  })
  const told = new Map<string, unknown[]>(TOLD.map((method) => [method, []]))
  for (const [method, seen] of told) {
    editor.connection.onNotification(method, (...params: unknown[]) => {
      seen.push(params[0])
    })
  }
  // As gitlab.vim does: the token comes on its own, so that no report of the settings shows it.
  const midfill = { engine: { enabled: false } }
  await configure(editor, { baseUrl: gitlab.url, midfill, ...settings })
  await configure(editor, { token: 'glpat-fake' })
  return { editor, gitlab, streamed, told: (method) => told.get(method) ?? [] }
}

const configure = (editor: Editor, settings: object): Promise<void> =>
  editor.connection.sendNotification('workspace/didChangeConfiguration', { settings })

/** What each editor shows. */
const shown = new WeakMap<Editor, string>()

/** Opens the document, or goes on with other text in it. */
async function show(editor: Editor, text: string): Promise<void> {
  const before = shown.get(editor)
  shown.set(editor, text)
  if (before === undefined) await editor.open(FILE, 'typescript', text)
  else if (before !== text) await editor.replace(FILE, text)
}

/** gitlab.vim's context is an empty table, which may become an empty list. */
async function ask(editor: Editor, code = CODE, context: unknown = {}): Promise<Item[]> {
  const { text, position } = atCursor(code)
  await show(editor, text)
  const answer = await editor.connection.sendRequest('textDocument/inlineCompletion', {
    textDocument: { uri: FILE },
    position,
    context,
  })
  return (answer as { items: Item[] }).items
}

async function askForStream(editor: Editor): Promise<Item> {
  const [item] = await ask(editor, FUNCTION)
  assert.ok(item?.command?.command === 'gitlab.ls.startStreaming')
  return item
}

test('flat settings are taken, and items bring the command that GitLab’s clients know', async (t) => {
  const { editor, gitlab } = await stage(t, { chunks: ['count'] })
  for (const context of [{}, [], undefined]) {
    const [item] = await ask(editor, CODE, context)
    assert.equal(item?.insertText, 'count')
    assert.equal(item?.command?.command, 'gitlab.ls.codeSuggestionAccepted')
    assert.equal(item?.command?.arguments[1], 1)
  }
  assert.equal(gitlab.suggestions()[0]?.headers.authorization, 'Bearer glpat-fake')
})

test('an empty token signs out', async (t) => {
  const { editor, gitlab } = await stage(t)
  await configure(editor, { token: '' })
  await ask(editor)
  assert.equal(gitlab.suggestions().length, 0)
})

test('gitlab.vim is understood: empty tables come as lists, and it counts in UTF-16', async (t) => {
  const gitlab = await gitlabForEditors(t, { chunks: ['count'] })
  const editor = await startEditor(t, {
    initializationOptions: {
      extension: { name: 'gitlab.vim', version: '0.1.1' },
      ide: { name: 'Neovim', version: '0.11.0', vendor: 'Neovim' },
    },
    capabilities: {
      general: { positionEncodings: ['utf-8', 'utf-16', 'utf-32'] },
      textDocument: { inlineCompletion: {} },
    },
    configuration: null,
  })
  const { positionEncoding, completionProvider } = editor.initialized.capabilities
  assert.equal(positionEncoding, 'utf-16')
  // Its omnifunc asks for the menu's items.
  assert.ok(completionProvider)
  await configure(editor, {
    codeCompletion: { enableSecretRedaction: true, additionalLanguages: [] },
    telemetry: { enabled: true },
    featureFlags: [],
    midfill: { engine: { enabled: false }, context: [] },
    baseUrl: gitlab.url,
    token: 'glpat-fake',
  })
  const [item] = await ask(editor, `${CODE}// `, [])
  assert.equal(item?.insertText, 'count')
  assert.equal(gitlab.suggestions()[0]?.headers.authorization, 'Bearer glpat-fake')
})

test('of settings that do not fit the others count', async (t) => {
  const { editor, gitlab } = await stage(t, {}, { telemetry: { actions: {} }, openTabsContext: 5 })
  await ask(editor)
  assert.equal(gitlab.suggestions().length, 1)
})

test('one value that does not fit drops the settings as a whole', async (t) => {
  const { editor, gitlab } = await stage(t)
  await configure(editor, { baseUrl: 'http://127.0.0.1:9', codeCompletion: { enabled: 'yes' } })
  const [item] = await ask(editor)
  assert.equal(item?.insertText, 'suggested')
  assert.equal(gitlab.suggestions().length, 1)
})

test('on command there are four texts to choose from, and what was there stays the first', async (t) => {
  const { editor, gitlab } = await stage(t, { chunks: ['one'], alternatives: ['two', 'three'] })
  const [key] = await ask(editor, CODE, { triggerKind: 2 })
  assert.equal(gitlab.suggestions()[0]?.body.choices_count, 1)
  gitlab.script.chunks = ['four']
  gitlab.script.alternatives = ['five', 'six', 'seven']
  const items = await ask(editor, CODE, { triggerKind: 1 })
  assert.equal(gitlab.suggestions()[1]?.body.choices_count, 4)
  assert.deepEqual(
    items.map(({ insertText }) => insertText),
    ['one', 'four', 'five', 'six', 'seven'],
  )
  assert.deepEqual(
    items.map(({ command }) => command?.arguments[1]),
    [1, 2, 3, 4, 5],
  )
  assert.notEqual(items[0]?.command?.arguments[0], key?.command?.arguments[0])
})

const NEIGHBOUR = 'file:///code/project/src/neighbour.ts'
const withNeighbour = async (t: { after(run: () => unknown): void }) => {
  const staged = await stage(t)
  await staged.editor.open(NEIGHBOUR, 'typescript', 'export const total = 1\n')
  return staged
}

test('asked by a key other documents are shown', async (t) => {
  const { editor, gitlab } = await withNeighbour(t)
  let tries = 0
  // A question waits for them for a moment only, and the first may come before they are known.
  await eventually('a question with another document', async () => {
    tries += 1
    await ask(editor, `// ${tries}\n${CODE}`, { triggerKind: 2 })
    return gitlab.suggestions().find(({ body }) => body.context)
  })
})

test('asked on command nothing is gathered, as with GitLab’s own server', async (t) => {
  const { editor, gitlab } = await withNeighbour(t)
  await ask(editor, CODE, { triggerKind: 1 })
  assert.equal(gitlab.suggestions()[0]?.body.context, undefined)
})

test('a request that a newer one replaces is answered with an empty list', async (t) => {
  const { editor, gitlab } = await stage(t, { hangs: true })
  const older = ask(editor, CODE, { triggerKind: 1 })
  await eventually('the question', () => gitlab.suggestions()[0])
  await editor.type(FILE, { line: 0, character: 0 }, '// ')
  assert.deepEqual(await older, [])
})

const UNTIDY: [string, string, string, string][] = [
  ['a fence', CODE, '```ts\ncount\n```', 'count'],
  ['what stands behind the cursor', `${CODE.replace('‸', 'sum(‸)')}`, 'first, 2)', 'first, 2'],
  ['lines that stand below', `${CODE}return total\n`, 'count\nreturn total\n', 'count'],
]
for (const [name, code, said, shown] of UNTIDY) {
  test(`GitLab’s gateway cleans nothing up: ${name} does not reach the editor`, async (t) => {
    const { editor } = await stage(t, { chunks: [said] })
    const [item] = await ask(editor, code, { triggerKind: 1 })
    assert.equal(item?.insertText, shown)
  })
}

test('blanks alone are no suggestion, and how far GitLab’s gateway writes stays its own affair', async (t) => {
  const { editor, gitlab } = await stage(t, { chunks: [' \n\t'], alternatives: ['a\nb'] })
  const items = await ask(editor, CODE, { triggerKind: 1 })
  assert.deepEqual(
    items.map(({ insertText }) => insertText),
    ['a\nb'],
  )
  gitlab.script.alternatives = []
  assert.deepEqual(await ask(editor, CODE.replace('total', 'sum'), { triggerKind: 1 }), [])
})

test('with their cache switched off everything is asked for again', async (t) => {
  const { editor, gitlab } = await stage(t, {}, { suggestionsCache: { enabled: false } })
  for (const count of [1, 2, 3]) {
    await ask(editor, CODE, { triggerKind: 2 })
    assert.equal(gitlab.suggestions().length, count)
  }
})

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

test('what stands in the prefix is no context', async (t) => {
  const { editor, gitlab } = await stage(t)
  await ask(editor, `import { one } from './one'\nimport { two } from './two'\n\n${FUNCTION}`)
  assert.equal(gitlab.suggestions()[0]?.body.context, undefined)
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

test('a refused token is told with its reason, and the state says so', async (t) => {
  const { told } = await stage(t, { scopes: ['read_user'] })
  const [check] = await eventually('a token check', () => {
    const checks = told('$/gitlab/token/check')
    return checks.length > 0 ? checks : undefined
  })
  assert.equal((check as { reason: string }).reason, 'invalid_scopes')
  const engaged = await eventually('a state', () =>
    engagedIn(told('$/gitlab/featureStateChange').at(-1), 'code_suggestions').find(
      (id) => id === 'authentication-required',
    ),
  )
  assert.equal(engaged, 'authentication-required')
})

const engagedIn = (states: unknown, featureId: string): string[] =>
  ((states ?? []) as { featureId: string; engagedChecks: { checkId: string }[] }[])
    .filter((state) => state.featureId === featureId)
    .flatMap((state) => state.engagedChecks.map(({ checkId }) => checkId))

const ACTIVE_FORMS: [string, unknown][] = [
  ['wrapped in a list', ['file:///code/project/notes.weird']],
  ['as a bare text', 'file:///code/project/notes.weird'],
  ['as a document', { uri: 'file:///code/project/notes.weird', languageId: 'weird' }],
]

for (const [name, params] of ACTIVE_FORMS) {
  test(`the document on screen may come ${name}`, async (t) => {
    const { editor, told } = await stage(t)
    await editor.open('file:///code/project/notes.weird', 'weird', 'words')
    // Not through the library, which knows one form only.
    const text = JSON.stringify({ jsonrpc: '2.0', method: ACTIVE, params })
    editor.child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
    await eventually('a state', () =>
      engagedIn(told('$/gitlab/featureStateChange').at(-1), 'code_suggestions').find((id) =>
        id.endsWith('unsupported-language'),
      ),
    )
  })
}
const ACTIVE = '$/gitlab/didChangeDocumentInActiveEditor'

test('settings can be tried before they are used', async (t) => {
  const { editor, gitlab } = await stage(t)
  const validate = (settings: object) =>
    editor.connection.sendRequest('$/gitlab/validateConfiguration', settings)
  assert.deepEqual(
    engagedIn(await validate({ baseUrl: gitlab.url, token: 'good' }), 'code_suggestions'),
    [],
  )
  gitlab.script.token = 'another'
  const engaged = engagedIn(
    await validate({ baseUrl: gitlab.url, token: 'bad' }),
    'code_suggestions',
  )
  assert.deepEqual(engaged, ['authentication-required'])
})

test('plain editors get none of it', async (t) => {
  const editor = await startEditor(t, { folder: '/code/project' })
  const states: unknown[] = []
  editor.connection.onNotification('$/gitlab/featureStateChange', (state) => {
    states.push(state)
  })
  const [item] = await ask(editor, 'const a = readNumber(input, 1)\nconst b = readNumber(‸')
  assert.notEqual(item?.command?.command, 'gitlab.ls.codeSuggestionAccepted')
  assert.deepEqual(states, [])
})
