// Projects that have switched GitLab Duo off: nothing of them is sent, and the editor is told.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { projectPathIn } from '../../../lsp/gitlab/repository.ts'
import { eventually } from '../../support/eventually.ts'
import { folderWith } from '../../support/folder.ts'
import { gitlabForEditors } from '../../support/gitlab-instance.ts'
import { type Editor, startEditor } from '../../support/language-server.ts'
import { atCursor } from '../../support/marks.ts'

const CODE = `${'const first = 1\n'.repeat(8)}const total = ‸\n`

const REMOTES: [string, string, string | undefined][] = [
  ['https://gitlab.example.com/team/app.git', 'https://gitlab.example.com', 'team/app'],
  ['https://me:key@gitlab.example.com/team/sub/app', 'https://gitlab.example.com/', 'team/sub/app'],
  ['https://gitlab.example.com/git/team/app.git/', 'https://gitlab.example.com/git', 'team/app'],
  ['https://gitlab.example.com/other/team/app', 'https://gitlab.example.com/git', undefined],
  ['git@gitlab.example.com:team/app.git', 'https://gitlab.example.com/git', 'team/app'],
  ['ssh://git@GitLab.example.com:2222/team/app.git', 'https://gitlab.example.com', 'team/app'],
  ['git@example.com:team/app.git', 'https://gitlab.example.com', undefined],
  ['https://gitlab.example.com.evil.org/team/app', 'https://gitlab.example.com', undefined],
  ['../app.git', 'https://gitlab.example.com', undefined],
  ['/srv/git/app.git', 'https://gitlab.example.com', undefined],
  ['C:/git/app.git', 'https://gitlab.example.com', undefined],
]

for (const [remote, baseUrl, path] of REMOTES) {
  test(`the project of ${remote} at ${baseUrl}`, () => {
    assert.equal(projectPathIn(remote, baseUrl), path)
  })
}

const configFor = (url: string): string =>
  `[core]\n\tbare = false\n[remote "fork"]\n\turl = git@elsewhere.example.com:me/app.git\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`

interface State {
  featureId: string
  engagedChecks: { checkId: string }[]
}

async function stage(t: { after(run: () => unknown): void }, settings: object = {}) {
  const gitlab = await gitlabForEditors(t, { projectsOff: ['team/closed'] })
  const root = folderWith(t, {
    '.git/config': configFor(`${gitlab.url}/team/open.git`),
    'vendor/closed/.git/config': configFor(`${gitlab.url}/team/closed.git`),
    'worktree/.git': 'gitdir: ../.git/worktrees/one\n',
    '.git/worktrees/one/commondir': '../../../vendor/closed/.git\n',
  })
  const states: State[][] = []
  const editor = await startEditor(t, {
    folder: root,
    prepare: (connection) =>
      connection.onNotification('$/gitlab/featureStateChange', (state: State[]) => {
        states.push(state)
      }),
  })
  const midfill = { engine: { enabled: false } }
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { baseUrl: gitlab.url, token: 'glpat-fake', midfill, ...settings },
  })
  const uriOf = (file: string): string => pathToFileURL(join(root, file)).href
  return { gitlab, editor, states, uriOf }
}

async function ask(editor: Editor, uri: string) {
  const { text, position } = atCursor(CODE)
  await editor.open(uri, 'typescript', text)
  return editor.invoked(uri, position)
}

const engagedIn = (states: State[] | undefined): string[] =>
  (states ?? [])
    .filter(({ featureId }) => featureId === 'code_suggestions')
    .flatMap(({ engagedChecks }) => engagedChecks.map(({ checkId }) => checkId))

test('nothing of a project that has switched it off is sent, the first key included', async (t) => {
  const { gitlab, editor, uriOf } = await stage(t)
  assert.deepEqual(await ask(editor, uriOf('vendor/closed/src/app.ts')), [])
  assert.deepEqual(await ask(editor, uriOf('worktree/app.ts')), [])
  assert.equal(gitlab.suggestions().length, 0)
  const [item] = await ask(editor, uriOf('src/app.ts'))
  assert.equal(item?.insertText, 'suggested')
})

test('GitLab’s clients are told for the document on screen', async (t) => {
  const { editor, states, uriOf } = await stage(t)
  for (const [file, engaged] of [
    ['vendor/closed/app.ts', ['duo-disabled-for-project']],
    ['app.ts', []],
  ] as const) {
    const uri = uriOf(file)
    await editor.open(uri, 'typescript', 'const a = 1\n')
    await editor.connection.sendNotification('$/gitlab/didChangeDocumentInActiveEditor', [uri])
    await eventually(`the state of ${file}`, () =>
      engagedIn(states.at(-1)).join() === engaged.join() && states.length > 1 ? true : undefined,
    )
  }
})

test('files outside of projects get suggestions unless the client says otherwise', async (t) => {
  const { gitlab, editor } = await stage(t)
  const [item] = await ask(editor, 'file:///elsewhere/app.ts')
  assert.equal(item?.insertText, 'suggested')
  await editor.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { duo: { enabledWithoutGitlabProject: false } },
  })
  assert.deepEqual(await ask(editor, 'file:///elsewhere/other.ts'), [])
  assert.equal(gitlab.suggestions().length, 1)
})
