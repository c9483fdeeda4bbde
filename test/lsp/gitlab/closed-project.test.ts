// A project that has switched GitLab Duo off, in the folder of one that has not: nothing of it goes with another file.
import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Permission } from '../../../lsp/context/policy/permission.ts'
import { DEFAULT_SETTINGS } from '../../../lsp/settings.ts'
import { eventually } from '../../support/eventually.ts'
import { folderWith } from '../../support/folder.ts'
import { gitlabForEditors, type InstanceScript } from '../../support/gitlab-instance.ts'
import { startEditor } from '../../support/language-server.ts'
import { ledger, reportOn } from '../../support/ledger.ts'
import { atCursor } from '../../support/marks.ts'

const REPORT = reportOn('../parts/closed/ledger.ts')
const CALL = 'const vault = await openVault(settings.folder, { strict: true })\n'

interface Cleanup {
  after(run: () => unknown): void
}

/** A closed repository in an open one, and an editor with the open one's folder. */
async function stage(t: Cleanup, script: InstanceScript = {}) {
  const gitlab = await gitlabForEditors(t, { projectsOff: ['team/closed'], ...script })
  const remote = (path: string): string => `[remote "origin"]\n\turl = ${gitlab.url}/${path}.git\n`
  const folder = folderWith(t, {
    '.git/config': remote('team/open'),
    'src/in/open/ledger.ts': ledger('Open'),
    'src/in/open/calls.ts': CALL.replaceAll('ault', 'ent').repeat(2),
    'parts/closed/.git/config': remote('team/closed'),
    'parts/closed/ledger.ts': ledger('Closed'),
    'parts/closed/calls.ts': CALL.repeat(2),
  })
  const settings = { gitlab: { baseUrl: gitlab.url, token: 'glpat-fake' } }
  const editor = await startEditor(t, { folder, initializationOptions: settings })
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
  return { gitlab, folder, editor, uriOf }
}

test('pieces of a closed project go with no other file, edited, imported or linked', async (t) => {
  const { gitlab, folder, editor, uriOf } = await stage(t)
  symlinkSync(join(folder, 'parts/closed'), join(folder, 'src/linked'))
  await editor.open(uriOf('parts/closed/ledger.ts'), 'typescript', ledger('ClosedUnsaved'))
  await editor.open(uriOf('src/linked/ledger.ts'), 'typescript', ledger('ClosedLinked'))
  const { text, position } = atCursor(REPORT)
  const uri = uriOf('src/report.ts')
  await editor.open(uri, 'typescript', text)
  let { line } = position
  const ask = async (): Promise<string> => {
    // On another line each time: while only one line changes, snippets stay as they are.
    await editor.invoked(uri, { line, character: 1_000 })
    line = line === position.line ? position.line - 1 : position.line
    return JSON.stringify(gitlab.suggestions().at(-1)?.body ?? '')
  }
  const isOpenSent = async () => (await ask()).includes('reconcileOpenBalances') || undefined
  await eventually('a piece of the open project', isOpenSent)
  for (let i = 0; i < 4; i++) await ask()
  assert.doesNotMatch(JSON.stringify(gitlab.suggestions()), /Closed/)
})

test('the engine offers nothing of a closed project in another file', async (t) => {
  const { editor, uriOf } = await stage(t, { status: 500 })
  const uri = uriOf('src/app.ts')
  const { text, position } = atCursor(
    'const vent = await openVent(‸\nconst vault = await openVault(\n',
  )
  await editor.open(uri, 'typescript', text)
  const offered = async (line: number): Promise<string> => {
    const [item] = await editor.invoked(uri, { line, character: 1_000 })
    return String(item?.insertText ?? '')
  }
  // The workspace is known as a whole, or not at all.
  await eventually(
    'what the open project says',
    async () => /^settings/.test(await offered(position.line)) || undefined,
  )
  for (let i = 0; i < 4; i++) assert.equal(await offered(position.line + 1), '')
})

test('what is not known to be allowed does not leave, and each folder has its own settings', () => {
  const settingsOf = (codeCompletion: object) => ({
    ...DEFAULT_SETTINGS,
    codeCompletion: { ...DEFAULT_SETTINGS.codeCompletion, ...codeCompletion },
  })
  const off = settingsOf({ enabled: false })
  const own = settingsOf({ disabledPaths: ['own/'], disabledSupportedLanguages: ['python'] })
  const allowed = new Map([
    ['/ws/closed/a.ts', false],
    ['/ws/new/a.ts', undefined],
  ])
  const permission = new Permission({
    onProblem: assert.fail,
    folders: () => ['/ws', '/off', '/other'],
    settingsAt: ({ path }) =>
      path.startsWith('/off/') ? off : path.startsWith('/other/') ? own : DEFAULT_SETTINGS,
    projectAllows: (path) => (allowed.has(path) ? allowed.get(path) : true),
  })
  const paths = [
    '/ws/own/a.ts',
    '/ws/closed/a.ts',
    '/ws/new/a.ts',
    '/off/a.ts',
    '/other/own/a.ts',
    '/ws/b.py',
    '/other/b.py',
  ]
  assert.deepEqual(
    paths.filter((path) => permission.mayLeave(path)),
    ['/ws/own/a.ts', '/ws/b.py'],
  )
})
