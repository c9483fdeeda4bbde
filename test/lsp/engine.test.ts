// The embedded engine in the built language server: what it knows of the workspace.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Engine } from '../../engine/index.ts'
import { placesIn } from '../../lsp/context/policy/places.ts'
import { LocalEngine } from '../../lsp/engine/local-engine.ts'
import { forgetKeptBack, readWorkspace, textFilesIn } from '../../lsp/engine/read-workspace.ts'
import { eventually } from '../support/eventually.ts'
import { startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** A folder with these files, by name. */
function folderWith(t: Cleanup, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-engine-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const CALL = 'const ledger = await openLedger(settings.folder, { strict: true })\n'

test('without a model the language server suggests what other files of the workspace say', async (t) => {
  const folder = folderWith(t, {
    'src/a.ts': `${CALL}ledger.close()\n`,
    'src/b.ts': `${CALL}run()\n`,
  })
  const editor = await startEditor(t, { folder })
  const uri = pathToFileURL(join(folder, 'src/c.ts')).href
  const { text, position } = atCursor('const ledger = await openLedger(‸\n')
  await editor.open(uri, 'typescript', text)
  const item = await eventually('a suggestion from another file', async () => {
    const [first] = await editor.suggestions(uri, position)
    return /^settings\.folder, \{ strict: true/.test(String(first?.insertText)) ? first : undefined
  })
  const { data } = item as { data?: { source: string; evidence?: unknown } }
  assert.equal(data?.source, 'embedded')
  assert.deepEqual(data?.evidence, { kind: 'workspace', name: 'src/a.ts', line: 1 })
  assert.equal(await editor.quit(), 0)
})

test('a document that is not saved is learned from once another one is asked about', async (t) => {
  const folder = folderWith(t, { 'x.ts': 'export {}\n' })
  const editor = await startEditor(t, { folder })
  const [a, b] = ['a.ts', 'b.ts'].map((name) => pathToFileURL(join(folder, name)).href)
  assert.ok(a && b)
  await editor.open(a, 'typescript', `${CALL}ledger.close()\n${CALL}`)
  const { text, position } = atCursor('const ledger = await openLedger(‸\n')
  await editor.open(b, 'typescript', text)
  await editor.suggestions(a, { line: 3, character: 0 })
  const item = await eventually(
    'a suggestion',
    async () => (await editor.suggestions(b, position))[0],
  )
  assert.match(String(item.insertText), /^settings/)
})

test('of a document that is too long to be sent whole, what the disk says is still known', async (t) => {
  const folder = folderWith(t, { 'long.ts': CALL.repeat(3) })
  const problems: string[] = []
  const log = (problem: string): unknown => problems.push(problem)
  const engine = new LocalEngine({
    entry: new URL('../../dist/engine-worker.js', import.meta.url),
    log,
  })
  t.after(() => engine.close())
  engine.read(placesIn([folder]))
  const ask = (fileName: string, prefix: string, isPart = false) =>
    engine.ask({ fileName, languageId: 'typescript', prefix, suffix: '\n', isPart })
  const suggested = async (): Promise<string | undefined> => {
    const { text = '' } = (await ask('b.ts', 'const ledger = await openLedg')) ?? {}
    return text.startsWith('er(settings.folder') ? text : undefined
  }
  await eventually('what the disk says', suggested)
  await ask('long.ts', 'end(', true)
  await eventually('what the disk says, after a part of it was asked about', suggested)
  assert.deepEqual(problems, [])
})

test('files that change on the disk are learned from', async (t) => {
  const folder = folderWith(t, { 'a.ts': `${CALL}ledger.close()\n`, 'b.ts': `${CALL}run()\n` })
  const editor = await startEditor(t, { folder })
  const uri = pathToFileURL(join(folder, 'c.ts')).href
  const { text, position } = atCursor('const ledger = await openLedger(‸\n')
  await editor.open(uri, 'typescript', text)
  const suggested = async (words: RegExp): Promise<string | undefined> => {
    const [first] = await editor.invoked(uri, position)
    return words.test(String(first?.insertText)) ? String(first?.insertText) : undefined
  }
  await eventually('what the disk said', () => suggested(/^settings\.folder/))
  const changes = ['a.ts', 'b.ts'].map((name) => {
    writeFileSync(join(folder, name), CALL.replace('settings', 'options').repeat(2))
    return { uri: pathToFileURL(join(folder, name)).href, type: 2 }
  })
  await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes })
  await eventually('what the disk says', () => suggested(/^options\.folder/))
})

async function listed(folder: string): Promise<string[]> {
  const names: string[] = []
  for await (const name of textFilesIn(folder)) names.push(name)
  return names
}

test('what is secret, hidden, generated, foreign or kept back is not read', async (t) => {
  const folder = folderWith(t, {
    'a.ts': 'a',
    'style.css': 'a {}',
    'lib/b.py': 'b',
    '.env': 'KEY=1',
    '.hidden/c.ts': 'c',
    'node_modules/d/index.js': 'd',
    'dist/e.js': 'e',
    'f.min.js': 'f',
    'key.pem': 'k',
    '.gitignore': 'ignored.ts\n',
    'ignored.ts': 'i',
    '.midfillignore': 'lib/own.py\n',
    'lib/own.py': 'o',
    '.ai-context-policy.yml': 'exclude:\n  - secret/**\n',
    'secret/s.ts': 's',
  })
  assert.deepEqual(await listed(folder), ['a.ts', 'style.css', 'lib/b.py'])
  assert.deepEqual(await listed(join(folder, 'none')), [])
})

test('what is kept back now is forgotten, and not read again', async (t) => {
  const folder = folderWith(t, { 'a.ts': CALL, 'off/b.ts': CALL })
  const engine = new Engine()
  await readWorkspace(engine, folder)
  const keptBack = { disabledPaths: ['off/'], closedRepositories: [] }
  const places = placesIn([folder], keptBack)
  forgetKeptBack(engine, places)
  await readWorkspace(engine, folder, places)
  assert.deepEqual([...engine.workspace.names], ['a.ts'])
})
