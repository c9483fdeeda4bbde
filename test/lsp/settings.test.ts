// Settings: for everything, for a folder, for a language, and changed while the session goes on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationRequest, ShowMessageNotification } from 'vscode-languageserver/node'
import type { WhyAnswer } from '../../protocol/index.ts'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../support/language-server.ts'

let documents = 0
async function ask(editor: Editor, folder = '/code/project', languageId = 'typescript') {
  documents += 1
  const uri = `file://${folder}/${documents}`
  await editor.open(uri, languageId, 'const first = 1\nconst total = ')
  const [item] = await editor.invoked(uri, { line: 1, character: 14 })
  return item?.insertText
}

const OFF = { codeCompletion: { enabled: false } }

async function stage(t: { after(run: () => unknown): void }, announcesFolders = true) {
  const gitlab = await gitlabForEditors(t)
  const whole = {
    gitlab: { baseUrl: gitlab.url, token: 'fake', directConnection: false },
    engine: { enabled: false },
  }
  const editor = await startEditor(t, {
    folder: '/code/project',
    configuration: whole,
    capabilities: { workspace: { workspaceFolders: announcesFolders } },
  })
  /** What the editor answers from now on, by the folder that it is asked about. */
  const change = (answer: (scopeUri: string | undefined) => unknown): Promise<void> => {
    editor.connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri }) => answer(scopeUri) ?? null),
    )
    return editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: null,
    })
  }
  return { gitlab, editor, whole, change }
}

test('a change counts with the next request, and what is taken back is gone', async (t) => {
  const { gitlab, editor, whole, change } = await stage(t)
  assert.equal(await ask(editor), 'suggested')
  await change(() => ({ ...whole, ...OFF }))
  assert.equal(await ask(editor), undefined)
  await change(() => whole)
  assert.equal(await ask(editor), 'suggested')
  const asked = gitlab.suggestions().length
  await change(() => ({ engine: { enabled: false } }))
  assert.equal(await ask(editor), undefined)
  assert.equal(gitlab.suggestions().length, asked)
})

for (const announces of [true, false]) {
  test(`a folder has its own, also one that comes later, ${announces ? 'announced' : 'unannounced'}`, async (t) => {
    const { editor, whole, change } = await stage(t, announces)
    await change((scopeUri) => (scopeUri?.endsWith('/quiet') ? { ...whole, ...OFF } : whole))
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: 'file:///code/quiet', name: 'quiet' }], removed: [] },
    })
    assert.equal(await ask(editor), 'suggested')
    assert.equal(await ask(editor, '/code/quiet'), undefined)
    assert.equal(await ask(editor, '/code/quiet-not'), 'suggested')
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: 'file:///code/quiet', name: 'renamed' }] },
    })
    assert.equal(await ask(editor, '/code/quiet'), 'suggested')
  })
}

test('a language has its own', async (t) => {
  const { editor, whole, change } = await stage(t)
  await change(() => ({ ...whole, '[python][ruby]': OFF, '[go]': { engine: { enabled: true } } }))
  assert.equal(await ask(editor, '/code/project', 'python'), undefined)
  assert.equal(await ask(editor, '/code/project', 'ruby'), undefined)
  assert.equal(await ask(editor, '/code/project', 'go'), 'suggested')
  assert.equal(await ask(editor), 'suggested')
})

test('null is not set, and a mistake leaves all as it was', async (t) => {
  const { editor, whole, change } = await stage(t)
  await change(() => ({ ...whole, network: { proxy: null }, codeCompletion: null }))
  assert.equal(await ask(editor), 'suggested')
  await change(() => ({ ...whole, '[python]': { codeCompletion: { enabled: 'no' } } }))
  assert.equal(await ask(editor), 'suggested')
  assert.match(editor.messages.join('\n'), /\[python\]\.codeCompletion\.enabled/)
  assert.doesNotMatch(editor.messages.join('\n'), /fake/)
})

test('settings called by their full names count as those that lie in each other', async (t) => {
  const { editor, whole, change } = await stage(t)
  for (const off of [
    { 'codeCompletion.enabled': false },
    { codeCompletion: { additionalLanguages: ['markdown'] }, 'codeCompletion.enabled': false },
    { 'codeCompletion.enabled': false, codeCompletion: { additionalLanguages: ['markdown'] } },
    { '[typescript]': { 'codeCompletion.enabled': false } },
  ]) {
    await change(() => ({ ...whole, ...off }))
    assert.equal(await ask(editor), undefined, JSON.stringify(off))
    await change(() => whole)
    assert.equal(await ask(editor), 'suggested')
  }
})

test('a whole list of full names counts, too', async (t) => {
  const editor = await startEditor(t)
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { 'midfill.codeCompletion.enabled': false, 'editor.fontSize': 12 },
  })
  const uri = 'file:///code/project/list.ts'
  await editor.open(uri, 'typescript', 'const a = readNumber(input, 1)\nconst b = readNumber(\n')
  assert.deepEqual(await editor.invoked(uri, { line: 1, character: 21 }), [])
})

test('a mistake in the first settings is shown, since only the user can mend it', async (t) => {
  const shown: string[] = []
  await startEditor(t, {
    initializationOptions: { gateway: { url: 'localhost:5052' } },
    prepare: (connection) =>
      connection.onNotification(ShowMessageNotification.type, ({ message }) => {
        shown.push(message)
      }),
  })
  assert.deepEqual(shown, ['midfill: midfill.gateway.url must begin with http:// or https://'])
})

test('a mistake that is sent again and again is told once, and why speaks of it', async (t) => {
  const wrong = { gateway: { url: 42 } }
  const editor = await startEditor(t, { initializationOptions: wrong, configuration: wrong })
  const uri = 'file:///code/project/a.ts'
  await editor.open(uri, 'typescript', 'const a = 1\n')
  const change = () =>
    editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: wrong })
  const why = () =>
    editor.connection.sendRequest<WhyAnswer>('midfill/why', { textDocument: { uri } })
  for (let i = 0; i < 3; i += 1) {
    await change()
    await editor.invoked(uri, { line: 1, character: 0 })
  }
  const problem = 'midfill.gateway.url: Input must be string'
  assert.deepEqual((await why()).notes, [problem])
  assert.deepEqual(
    editor.messages.filter((message) => message.includes('Input must be')),
    [`midfill: ${problem}`],
  )
})

const SLIPS: Record<string, { sent: object; told: string[] }> = {
  'a member': {
    sent: { gateway: { ulr: 'http://localhost:1' } },
    told: ['midfill.gateway.ulr is no setting; did you mean midfill.gateway.url?'],
  },
  'a section': {
    sent: { midfill: { codeCompetion: { enabled: false }, engine: { enabled: true } } },
    told: ['midfill.codeCompetion is no setting; did you mean midfill.codeCompletion?'],
  },
  'a full name': {
    sent: { 'midfill.engine.enable': false, 'editor.fontSize': 12, python: { analysis: {} } },
    told: ['midfill.engine.enable is no setting; did you mean midfill.engine.enabled?'],
  },
  'a member without its section': {
    sent: { midfill: { apikey: 'a secret' } },
    told: ['midfill.apikey is no setting; did you mean midfill.gateway.apiKey?'],
  },
  'one for a language': {
    sent: { midfill: { '[python]': { engine: { enbled: false } } } },
    told: [
      'midfill.[python].engine.enbled is no setting; did you mean midfill.[python].engine.enabled?',
    ],
  },
  'nothing that is near': {
    sent: { midfill: { context: { telepathy: true }, trace: { server: 'off' } } },
    told: ['midfill.context.telepathy is no setting of this server.'],
  },
  'the section’s own name': {
    sent: { 'midfil.engine.enabled': false },
    told: ['midfil is no setting; did you mean midfill?'],
  },
  'those of other servers alone': {
    sent: { python: { analysis: {} }, github: { x: 1 }, '[go]': { editor: {} } },
    told: [],
  },
  'GitLab’s clients’ own': { sent: { baseUrl: 'https://gitlab.example', duoChat: {} }, told: [] },
}

for (const [name, { sent, told }] of Object.entries(SLIPS)) {
  test(`names that are no settings are told: ${name}`, async (t) => {
    const editor = await startEditor(t)
    const change = () =>
      editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: sent })
    await change()
    await change()
    const uri = 'file:///code/project/a.ts'
    await editor.open(uri, 'typescript', 'const a = 1\n')
    const why = await editor.connection.sendRequest<WhyAnswer>('midfill/why', {
      textDocument: { uri },
    })
    assert.deepEqual(why.notes ?? [], told)
    // Once, though it was sent twice.
    const logged = editor.messages.filter((message) => message.includes('is no setting'))
    assert.deepEqual(logged, told)
    assert.doesNotMatch(editor.messages.join('\n'), /secret/)
  })
}
