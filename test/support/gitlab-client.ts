// An editor that is one of GitLab's clients, on a GitLab instance, with the language server in between.
import assert from 'node:assert/strict'
import { type GitlabForEditors, gitlabForEditors, type InstanceScript } from './gitlab-instance.ts'
import { type Editor, startEditor } from './language-server.ts'
import { atCursor } from './marks.ts'

export const FILE = 'file:///code/project/src/app.ts'
export const CODE = `${'const first = 1\n'.repeat(8)}const total = ‸\n`
export const FUNCTION = 'function add(a: number, b: number) {\n  // the sum of both\n‸\n}\n'
export const STREAMING = { featureFlags: { streamCodeGenerations: true } }

export interface Item {
  insertText: string
  range?: object
  command?: { command: string; arguments: unknown[] }
}
export interface StreamMessage {
  id: string
  completion?: string
  done: boolean
}

export interface Stage {
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

export async function stage(
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

export const configure = (editor: Editor, settings: object): Promise<void> =>
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
export async function ask(editor: Editor, code = CODE, context: unknown = {}): Promise<Item[]> {
  const { text, position } = atCursor(code)
  await show(editor, text)
  const answer = await editor.connection.sendRequest('textDocument/inlineCompletion', {
    textDocument: { uri: FILE },
    position,
    context,
  })
  return (answer as { items: Item[] }).items
}

export async function askForStream(editor: Editor): Promise<Item> {
  const [item] = await ask(editor, FUNCTION)
  assert.ok(item?.command?.command === 'gitlab.ls.startStreaming')
  return item
}
