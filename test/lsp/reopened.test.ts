// Editors that open what is open, change what is not, close twice, or count versions oddly.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { followDocuments } from '../../lsp/following.ts'
import { createParts } from '../../lsp/parts.ts'
import { askedGateway } from '../support/asked-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { startEditor } from '../support/language-server.ts'

const URI = 'file:///code/project/src/area.ts'
const END = { line: 0, character: 12 }

interface Cleanup {
  after(run: () => unknown): void
}

async function editing(t: Cleanup) {
  const gateway = await askedGateway(t)
  const editor = await startEditor(t, { initializationOptions: { gateway: { url: gateway.url } } })
  const change = (version: number, text: string, uri = URI): Promise<void> =>
    editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    })
  const close = (): Promise<void> =>
    editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } })
  const asked = async (): Promise<string | undefined> => {
    await editor.invoked(URI, END)
    // The next line is asked for, too.
    return gateway.questions.at(-1)?.current_file.content_above_cursor.trim()
  }
  return { editor, change, close, asked }
}

test('a document that is opened again is asked about with its new text', async (t) => {
  const { editor, asked } = await editing(t)
  await editor.open(URI, 'typescript', 'const one = ')
  assert.equal(await asked(), 'const one =')
  await editor.open(URI, 'javascript', 'const two = ')
  assert.equal(await asked(), 'const two =')
})

test('what is closed twice, changed unopened or counted backwards does no harm', async (t) => {
  const { editor, change, close, asked } = await editing(t)
  await change(1, 'never opened')
  await editor.open(URI, 'typescript', 'const one = ')
  await change(7, 'const six = ')
  await change(3, 'const two = ')
  await change(3, 'const ten = ')
  assert.equal(await asked(), 'const ten =')
  await close()
  await close()
  await change(8, 'closed')
  assert.deepEqual(await editor.invoked(URI, END), [])
  await editor.open(URI, 'typescript', 'const new = ')
  assert.equal(await asked(), 'const new =')
  assert.equal(await editor.quit(), 0)
})

test('of a document that is opened again nothing stays of the first', async (t) => {
  const [toServer, toEditor] = [new PassThrough(), new PassThrough()]
  const connection = createConnection(toServer, toEditor)
  const parts = createParts(connection, {})
  followDocuments(connection, parts)
  connection.listen()
  const reader = new StreamMessageReader(toEditor)
  const editor = createProtocolConnection(reader, new StreamMessageWriter(toServer))
  editor.listen()
  // The server's end stays: what it still has to say about the documents would meet a closed one.
  t.after(() => {
    parts.syntax.close()
    editor.dispose()
  })
  const open = (languageId: string): Promise<void> =>
    editor.sendNotification('textDocument/didOpen', {
      textDocument: { uri: URI, languageId, version: 1, text: 'const a = 1\n' },
    })
  await open('typescript')
  const first = await eventually('a tree', () => {
    const document = parts.documents.get(URI)
    return document?.tree && document
  })
  const track = parts.tracks.of(first)
  await open('typescript')
  const second = await eventually('another document', () => {
    const document = parts.documents.get(URI)
    return document?.tree && document !== first ? document : undefined
  })
  assert.equal(first.isOpen, false)
  assert.equal(first.tree, undefined)
  assert.notEqual(parts.tracks.of(second), track)
  assert.notEqual(second.tree, undefined)
})
