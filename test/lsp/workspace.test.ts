// What the language server sends of other files, through the built server over stdio.
import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { RegistrationRequest } from 'vscode-languageserver/node'
import { encodeEvent } from '../../protocol/index.ts'
import { type AskedContext, askedGateway } from '../support/asked-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { folderWith, writeIn } from '../support/folder.ts'
import { type EditorOptions, startEditor } from '../support/language-server.ts'
import { ledger, reportOn } from '../support/ledger.ts'
import { atCursor } from '../support/marks.ts'

const EVENTS = 'text/event-stream'
const REPORT = reportOn('./ledger.ts')

interface Cleanup {
  after(run: () => unknown): void
}

async function inFolder(
  t: Cleanup,
  files: Record<string, string>,
  { settings = {}, ...options }: EditorOptions & { settings?: object } = {},
) {
  const folder = folderWith(t, files)
  const gateway = await askedGateway(t)
  const initializationOptions = { gateway: { url: gateway.url }, ...settings }
  const editor = await startEditor(t, { folder, initializationOptions, ...options })
  const uri = pathToFileURL(join(folder, 'src/report.ts')).href
  const { text, position } = atCursor(REPORT)
  await editor.open(uri, 'typescript', text)
  /** Asks on a line of its own each time: while only one line changes, snippets stay as they are. */
  let line = position.line
  const ask = async (): Promise<AskedContext[]> => {
    // Past the end of a line is its end.
    await editor.invoked(uri, { line, character: 1_000 })
    line = line === position.line ? position.line - 1 : position.line
    return gateway.questions.at(-1)?.context ?? []
  }
  return { editor, folder, gateway, ask }
}

/** Asks until a piece of that file comes along; the workspace is read beside the questions. */
const pieceOf = (name: string, ask: () => Promise<AskedContext[]>, words = ''): Promise<string> =>
  eventually(`a snippet of ${name}`, async () => {
    const pieces = (await ask()).filter((piece) => piece.name === name)
    return pieces.find(({ content }) => content.includes(words))?.content
  })

test('pieces of other files come along, named relative to the workspace', async (t) => {
  const { ask, folder, gateway } = await inFolder(t, { 'src/ledger.ts': ledger() })
  const piece = await pieceOf('src/ledger.ts', ask)
  assert.match(piece, /reconcileBalances/)
  for (const question of gateway.questions) {
    const sent = JSON.stringify(question)
    assert.ok(
      !sent.includes(folder) && !sent.includes(homedir()),
      'a path of this machine was sent',
    )
    for (const { type } of question.context) assert.equal(type, 'snippet')
  }
})

test('what .gitignore leaves out, links and binary files are not sent', async (t) => {
  const { ask, gateway } = await inFolder(t, {
    '.gitignore': 'private/\n*.secret.ts\n',
    'src/ledger.ts': ledger(),
    'private/ledger.ts': ledger('Private'),
    'src/ledger.secret.ts': ledger('Secret'),
    'src/binary.ts': `${ledger('Binary')}\0`,
    'node_modules/ledger/index.ts': ledger('Foreign'),
  })
  await pieceOf('src/ledger.ts', ask)
  assert.doesNotMatch(
    JSON.stringify(gateway.questions),
    /(?:Private|Secret|Binary|Foreign)Balances/,
  )
})

test('the text of an open document counts, not that of the disk', async (t) => {
  const { editor, folder, ask } = await inFolder(t, { 'src/ledger.ts': ledger() })
  await pieceOf('src/ledger.ts', ask)
  const uri = pathToFileURL(join(folder, 'src/ledger.ts')).href
  await editor.open(uri, 'typescript', ledger('Unsaved'))
  assert.match(await pieceOf('src/ledger.ts', ask, 'Unsaved'), /reconcileUnsavedBalances/)
})

test('files that change on the disk are read again', async (t) => {
  const { editor, folder, ask } = await inFolder(t, { 'src/ledger.ts': ledger() })
  await pieceOf('src/ledger.ts', ask)
  writeIn(folder, 'src/ledger.ts', ledger('Pulled'))
  const uri = pathToFileURL(join(folder, 'src/ledger.ts')).href
  await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri, type: 2 }],
  })
  assert.match(await pieceOf('src/ledger.ts', ask, 'Pulled'), /reconcilePulledBalances/)
})

test('nothing of other files is sent when the setting says so', async (t) => {
  const settings = { context: { workspace: false } }
  const { ask } = await inFolder(t, { 'src/ledger.ts': ledger() }, { settings })
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(
      (await ask()).filter(({ name }) => name !== 'src/report.ts'),
      [],
    )
  }
})

test('an editor that shows progress is told when the workspace is read', async (t) => {
  const capabilities = { window: { workDoneProgress: true } }
  const kinds: string[] = []
  const prepare: EditorOptions['prepare'] = (connection) => {
    connection.onRequest('window/workDoneProgress/create', () => null)
    connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
      kinds.push(value.kind)
    })
  }
  const folder = folderWith(t, { 'src/ledger.ts': ledger() })
  const gateway = await askedGateway(t)
  await startEditor(t, {
    folder,
    capabilities,
    initializationOptions: { gateway: { url: gateway.url } },
    prepare,
  })
  await eventually('the end of the progress', () => kinds.includes('end') || undefined)
  assert.equal(kinds[0], 'begin')
})

test('an editor that watches files is asked to, and one that does not is left alone', async (t) => {
  const watching = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } }
  for (const [capabilities, expected] of [
    [watching, ['workspace/didChangeWatchedFiles']],
    [{}, []],
  ] as const) {
    const registered: string[] = []
    const prepare: EditorOptions['prepare'] = (connection) => {
      connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
        registered.push(...registrations.map(({ method }) => method))
      })
    }
    const { ask } = await inFolder(t, { 'src/ledger.ts': ledger() }, { capabilities, prepare })
    await pieceOf('src/ledger.ts', ask)
    assert.deepEqual(registered, expected)
  }
})

interface Sent {
  prompt_components: { payload: { content: string } }[]
}
const componentsIn = (body: unknown): Sent['prompt_components'] =>
  (body as Sent | undefined)?.prompt_components ?? []

test('a gateway whose model reads little is sent less of other files', async (t) => {
  const uses = (n: number): string =>
    Array.from({ length: 30 }, (_, i) => `auditor.step${n}x${i}(ledger, fresh${n}x${i})\n`).join('')
  const files = Array.from({ length: 30 }, (_, n) => [`src/f${n}.ts`, uses(n)])
  const folder = folderWith(t, Object.fromEntries(files))
  const model = { engine: 'fake', name: 'fake' }
  const metadata = { model, timestamp: 0, enabled_feature_flags: [], region: null }
  const rawBody = [
    encodeEvent('stream_start', { metadata, prompt_chars: 3_000 }),
    encodeEvent('stream_end', null),
  ].join('')
  const gateway = await fakeUpstream(t, { rawBody, headers: { 'content-type': EVENTS } })
  const options = { folder, initializationOptions: { gateway: { url: gateway.url } } }
  const editor = await startEditor(t, options)
  const uri = pathToFileURL(join(folder, 'src/report.ts')).href
  const { text, position } = atCursor(`${uses(99)}auditor.step‸\n`)
  await editor.open(uri, 'typescript', text)
  // Says which numbering of `triggerKind` this editor uses.
  await editor.suggestions(uri, position)
  await eventually('pieces, but few', async () => {
    await editor.invoked(uri, position)
    const [, ...others] = componentsIn(gateway.requests.at(-1)?.body)
    const chars = others.reduce((sum, { payload }) => sum + payload.content.length, 0)
    return (chars > 0 && chars <= 3_000) || undefined
  })
})
