// The language server on a GitLab instance: through it, directly to its gateway, and what it says of refusals.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EditorStatus, WhyAnswer } from '../../../protocol/index.ts'
import { eventually } from '../../support/eventually.ts'
import { fakeGitlab } from '../../support/fake-gitlab.ts'
import { fakeRails } from '../../support/fake-rails.ts'
import { fakeUpstream } from '../../support/fake-upstream.ts'
import { startGateway } from '../../support/gateway.ts'
import {
  DIRECT_PATH,
  type GitlabForEditors,
  gitlabForEditors,
  SUGGESTIONS_PATH,
} from '../../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../../support/language-server.ts'
import { atCursor } from '../../support/marks.ts'

const FILE = 'file:///code/project/src/app.ts'
let documents = 0
const nextUri = (): string => `file:///code/project/${++documents}.ts`
const TOKEN = 'glpat-fake-token-1'
const CODE = `${'const first = 1\n'.repeat(8)}const total = ‸\n`

const editorOn = (t: { after(run: () => unknown): void }, { url }: GitlabForEditors, more = {}) =>
  startEditor(t, {
    folder: '/code/project',
    initializationOptions: {
      gitlab: { baseUrl: url, token: TOKEN, ...more },
      // However slow the machine is, nobody else answers.
      engine: { enabled: false },
    },
  })

async function ask(editor: Editor, code = CODE, uri = FILE) {
  const { text, position } = atCursor(code)
  await editor.open(uri, 'typescript', text)
  return editor.invoked(uri, position)
}

test('a completion goes through the instance, with the token and the file', async (t) => {
  const gitlab = await gitlabForEditors(t, { token: TOKEN, chunks: ['count + 1'] })
  const editor = await editorOn(t, gitlab, { projectPath: 'team/app', directConnection: false })
  const [item] = await ask(editor)
  assert.equal(item?.insertText, 'count + 1')
  assert.equal((item as { data?: { model: string } }).data?.model, 'fake-model')
  const [seen] = gitlab.suggestions()
  assert.equal(seen?.headers.authorization, `Bearer ${TOKEN}`)
  assert.equal(seen?.body.project_path, 'team/app')
  assert.equal(seen?.body.intent, 'completion')
  const file = seen?.body.current_file as { file_name: string; content_above_cursor: string }
  assert.equal(file.file_name, 'src/app.ts')
  assert.match(file.content_above_cursor, /const total = $/)
  assert.equal(gitlab.asked(DIRECT_PATH), 0)
})

test('an instance may live below a path of its host', async (t) => {
  const gitlab = await gitlabForEditors(t)
  const editor = await editorOn(t, gitlab, { baseUrl: `${gitlab.url}/git/` })
  await ask(editor)
  assert.equal(gitlab.asked(`/git${SUGGESTIONS_PATH}`), 1)
})

test('completions go straight to the gateway once GitLab has given a pass for it', async (t) => {
  const identity = await fakeGitlab(t)
  const upstream = await fakeUpstream(t, { chunks: ['directly'] })
  const gateway = await startGateway(t, {
    AIGW_GITLAB_URL: identity.url,
    MIDFILL_MODEL_URL: upstream.url,
  })
  const rails = fakeRails(identity, () => gateway.url)
  let isFirstAnswered = (): void => {}
  const firstAnswered = new Promise<void>((resolve) => {
    isFirstAnswered = resolve
  })
  const gitlab = await gitlabForEditors(t, {
    chunks: ['through GitLab'],
    async direct() {
      await firstAnswered
      const { baseUrl, token, expiresAt, headers } = await rails.directAccess()
      return { base_url: baseUrl, token, expires_at: expiresAt, headers }
    },
  })
  const editor = await editorOn(t, gitlab)
  // Nobody waits for the pass.
  const [first] = await ask(editor)
  assert.equal(first?.insertText, 'through GitLab')
  isFirstAnswered()
  const direct = await eventually('a suggestion from the gateway', async () => {
    const [item] = await ask(editor, CODE, nextUri())
    return item?.insertText === 'directly' ? item : undefined
  })
  assert.equal(direct.insertText, 'directly')
  assert.equal(gitlab.asked(DIRECT_PATH), 1)
})

test('a direct question names the model that GitLab named, and brings the headers of the pass', async (t) => {
  const direct = await fakeUpstream(t, { rawBody: '{"choices":[{"text":"named"}]}' })
  const gitlab = await gitlabForEditors(t, {
    direct: () => ({
      base_url: `http://127.0.0.1:${direct.port}/ai/`,
      token: 'pass',
      expires_at: 4e9,
      headers: { 'X-Gitlab-Instance-Id': 'instance-1', 'X-Gitlab-Realm': 'self-managed' },
      model_details: { model_provider: 'fireworks_ai', model_name: 'codestral' },
    }),
  })
  const editor = await editorOn(t, gitlab)
  const seen = await eventually('a direct question', async () => {
    await ask(editor, CODE, nextUri())
    return direct.requests[0]
  })
  assert.equal(seen.path, '/ai/v2/completions')
  assert.equal(seen.headers.authorization, 'Bearer pass')
  assert.equal(seen.headers['x-gitlab-authentication-type'], 'oidc')
  assert.equal(seen.headers['x-gitlab-instance-id'], 'instance-1')
  assert.equal(seen.body.model_provider, 'fireworks_ai')
  assert.equal(seen.body.model_name, 'codestral')
})

test('a gateway that does not answer is left alone, and GitLab is asked in the same request', async (t) => {
  const gitlab = await gitlabForEditors(t, {
    chunks: ['through GitLab'],
    direct: () => ({ base_url: 'http://127.0.0.1:9', token: 'pass', expires_at: 4e9 }),
  })
  const editor = await editorOn(t, gitlab)
  await eventually('a pass', () => (gitlab.asked(DIRECT_PATH) > 0 ? true : undefined))
  for (const name of ['one', 'two', 'three']) {
    const [item] = await ask(editor, CODE, `file:///code/project/${name}.ts`)
    assert.equal(item?.insertText, 'through GitLab')
  }
  assert.equal(gitlab.suggestions().length, 3)
})

test('an old instance is not asked for a direct connection twice', async (t) => {
  const gitlab = await gitlabForEditors(t, { version: '16.11.0', direct: () => 404 })
  const editor = await editorOn(t, gitlab)
  for (const name of ['one', 'two', 'three']) {
    await ask(editor, CODE, `file:///code/project/${name}.ts`)
  }
  assert.ok(gitlab.asked(DIRECT_PATH) <= 1)
})

const FUNCTION = 'function add(a: number, b: number) {\n  // the sum of both\n  ‸\n}\n'

for (const streams of ['sse', 'raw', 'json'] as const) {
  test(`a generation is streamed by GitLab (${streams})`, async (t) => {
    const gitlab = await gitlabForEditors(t, { chunks: ['return ', 'a + b'], streams })
    const editor = await editorOn(t, gitlab)
    // The first question may come before the grammar is loaded.
    const seen = await eventually('a generation', async () => {
      const [item] = await ask(editor, FUNCTION, nextUri())
      assert.match(String(item?.insertText), /return a \+ b/)
      return gitlab.suggestions().find(({ body }) => body.intent === 'generation')
    })
    assert.equal(seen.headers['x-supports-sse-streaming'], 'true')
    assert.match(String(seen.body.user_instruction), /the sum of both/)
  })
}

test('a token that is not accepted is said once, never shown, and not tried again', async (t) => {
  const gitlab = await gitlabForEditors(t, { token: 'another' })
  const editor = await editorOn(t, gitlab)
  for (const name of ['one', 'two', 'three']) {
    await ask(editor, CODE, `file:///code/project/${name}.ts`)
  }
  const told = await eventually('a notice', () => {
    const found = editor.messages.filter((message) => message.includes('personal_access_tokens'))
    return found.length > 0 ? found : undefined
  })
  assert.equal(told.length, 1)
  assert.ok(!editor.messages.join('\n').includes(TOKEN))
  assert.equal(gitlab.suggestions().length, 1)
})

test('a token that is revoked in the middle is what the status and why speak of', async (t) => {
  const gitlab = await gitlabForEditors(t, { token: TOKEN })
  const statuses: EditorStatus[] = []
  const editor = await startEditor(t, {
    statuses,
    initializationOptions: {
      gitlab: { baseUrl: gitlab.url, token: TOKEN, directConnection: false },
      engine: { enabled: false },
    },
  })
  await ask(editor)
  gitlab.script.token = 'another'
  const uri = 'file:///code/project/revoked.ts'
  await ask(editor, CODE, uri)
  const why = await editor.connection.sendRequest<WhyAnswer>('midfill/why', {
    textDocument: { uri },
  })
  const { state, reason } = statuses.at(-1) ?? {}
  assert.deepEqual([why.reason, reason, state], ['gitlab_refuses', 'gitlab_refuses', 'offline'])
  assert.match(why.action ?? '', /gitlab\.token/)
})

test('a token without the scope is told by its check, before anybody asks', async (t) => {
  const gitlab = await gitlabForEditors(t, { scopes: ['read_api'] })
  const editor = await editorOn(t, gitlab)
  await eventually('a notice', () =>
    editor.messages.find((message) => message.includes('lacks the scope "api"')),
  )
})

test('a person without a seat is told so, though the token is good', async (t) => {
  const gitlab = await gitlabForEditors(t, { status: 401 })
  const editor = await editorOn(t, gitlab)
  await ask(editor)
  await eventually('a notice', () => editor.messages.find((message) => message.includes('no seat')))
})

test('an instance that is too old is told with its version', async (t) => {
  const gitlab = await gitlabForEditors(t, { version: '16.3.1' })
  const editor = await editorOn(t, gitlab)
  await eventually('a notice', () => editor.messages.find((message) => message.includes('16.3.1')))
})

test('a refusal leaves the embedded engine to suggest', async (t) => {
  const gitlab = await gitlabForEditors(t, { status: 403 })
  const editor = await startEditor(t, {
    initializationOptions: { gitlab: { baseUrl: gitlab.url, token: TOKEN } },
  })
  const [item] = await ask(editor, 'const a = readNumber(input, 1)\nconst b = readNumber(‸')
  assert.match(String(item?.insertText), /^input/)
  await eventually('a notice', () =>
    editor.messages.find((message) => message.includes('does not allow')),
  )
})

test('a key that makes the question useless closes the connection to GitLab', async (t) => {
  const gitlab = await gitlabForEditors(t, { hangs: true })
  const editor = await editorOn(t, gitlab)
  const { text, position } = atCursor(CODE)
  await editor.open(FILE, 'typescript', text)
  const asked = editor.invoked(FILE, position).catch(() => [])
  await eventually('a question', () => gitlab.suggestions()[0])
  await editor.type(FILE, { line: 0, character: 0 }, 'import x from "y"\n')
  await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri: FILE } })
  await gitlab.closedByPeer
  await asked
})
