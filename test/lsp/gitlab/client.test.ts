// The language server in the place of GitLab's own: what gitlab.vim and its relatives send and expect.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../support/eventually.ts'
import { ask, CODE, configure, FILE, FUNCTION, stage } from '../../support/gitlab-client.ts'
import { gitlabForEditors } from '../../support/gitlab-instance.ts'
import { startEditor } from '../../support/language-server.ts'

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

test('what stands in the prefix is no context', async (t) => {
  const { editor, gitlab } = await stage(t)
  await ask(editor, `import { one } from './one'\nimport { two } from './two'\n\n${FUNCTION}`)
  assert.equal(gitlab.suggestions()[0]?.body.context, undefined)
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
