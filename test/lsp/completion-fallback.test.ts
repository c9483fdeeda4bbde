// textDocument/completion for editors that know no inline completion.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompletionItem, CompletionList } from 'vscode-languageserver/node'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/app.ts'

async function complete(editor: Editor, code: string): Promise<unknown> {
  const { text, position } = atCursor(code)
  await editor.open(FILE, 'typescript', text)
  const params = { textDocument: { uri: FILE }, position, context: { triggerKind: 1 } }
  return editor.connection.sendRequest('textDocument/completion', params)
}

test('the suggestion stands in the menu under the word before the cursor', async (t) => {
  const gitlab = await gitlabForEditors(t, { chunks: ['Total(items)\n  more()'] })
  const editor = await startEditor(t, {
    initializationOptions: {
      gitlab: { baseUrl: gitlab.url, token: 'fake' },
      engine: { enabled: false },
    },
  })
  const { items } = (await complete(editor, 'const sum = count‸\n')) as CompletionList
  const [item] = items
  assert.deepEqual(item?.textEdit, {
    range: { start: { line: 0, character: 12 }, end: { line: 0, character: 17 } },
    newText: 'countTotal(items)\n  more()',
  })
  assert.equal(item?.label, 'countTotal(items)…')
  assert.ok(item?.filterText?.startsWith('count'))
  assert.equal(item?.detail, 'midfill (fake-model)')
})

test('nothing to suggest is an empty menu', async (t) => {
  const editor = await startEditor(t)
  const { items } = (await complete(editor, 'x‸')) as CompletionList
  assert.deepEqual(items, [])
})

test('GitLab’s clients get the list that they read', async (t) => {
  const gitlab = await gitlabForEditors(t, { chunks: ['Total()'] })
  const editor = await startEditor(t)
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { baseUrl: gitlab.url, token: 'fake', midfill: { engine: { enabled: false } } },
  })
  const items = (await complete(editor, 'const sum = count‸\n')) as CompletionItem[]
  assert.equal(items.length, 1)
  const [item] = items
  const trackingId = (item?.data as { trackingId: string } | undefined)?.trackingId
  assert.equal(item?.insertText, 'Total()')
  assert.equal(item?.label, 'GitLab Suggestion 1: Total()')
  assert.equal(item?.kind, 1)
  assert.deepEqual(item?.data, { index: 0, trackingId })
  assert.equal(item?.command?.command, 'gitlab.ls.codeSuggestionAccepted')
  assert.deepEqual(item?.command?.arguments, [trackingId])
  const resolved = await editor.connection.sendRequest('completionItem/resolve', item)
  assert.deepEqual(resolved, item)
})

test('an editor with inline completion is not offered a menu as well', async (t) => {
  const one = await startEditor(t, { capabilities: { textDocument: { inlineCompletion: {} } } })
  assert.equal(one.initialized.capabilities.completionProvider, undefined)
  const other = await startEditor(t)
  assert.deepEqual(other.initialized.capabilities.completionProvider, { resolveProvider: true })
})
