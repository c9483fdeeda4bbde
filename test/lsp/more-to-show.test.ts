// midfill/moreToShow: an editor that was answered with the beginning of a text is told when there is more.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenDocument } from '../../lsp/documents.ts'
import type { CursorPlace } from '../../lsp/features/cursor-place.ts'
import { MoreToShow } from '../../lsp/features/more-to-show.ts'
import type { MoreToShowParams } from '../../protocol/index.ts'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/a.ts'
const { text: CODE, position: PLACE } = atCursor(
  'function area(width: number, height: number): number {\n  ‸\n}\n',
)

test('who was shown the first line of a stream is told of the rest, once, and gets it', async (t) => {
  const upstream = await fakeUpstream(t, {
    chunks: ['const size = width\n', '  return size * height'],
    pauseMs: 400,
  })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  const told: MoreToShowParams[] = []
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: gateway.url }, engine: { enabled: false } },
  })
  editor.connection.onNotification('midfill/moreToShow', (params) => {
    told.push(params)
  })
  await editor.open(FILE, 'typescript', CODE)
  const [first] = await editor.suggestions(FILE, PLACE)
  assert.equal(first?.insertText, 'const size = width')
  await eventually('the notification', () => told[0])
  const [whole] = await editor.suggestions(FILE, PLACE)
  assert.equal(whole?.insertText, 'const size = width\n  return size * height')
  assert.deepEqual(told, [{ textDocument: { uri: FILE }, position: PLACE }])
})

test('the notification comes after the answer that it adds to', async (t) => {
  const upstream = await fakeUpstream(t, { chunks: ['const size = width\n', '  return size'] })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  const came: string[] = []
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: gateway.url }, engine: { enabled: false } },
  })
  editor.connection.onNotification('midfill/moreToShow', () => {
    came.push('more')
  })
  await editor.open(FILE, 'typescript', CODE)
  const [shown] = await editor.suggestions(FILE, PLACE)
  came.push('answer')
  // A machine that is busy may have all of it when it answers: then there is nothing to add.
  if (!String(shown?.insertText).includes('return')) await eventually('more', () => came[1])
  assert.equal(came[0], 'answer')
})

/** A document of which only the revision counts; in it, the model has said `remembered`. */
function noting(remembered: string) {
  const told: MoreToShowParams[] = []
  const document = { uri: FILE, revision: 1 }
  const place = { cursor: PLACE } as CursorPlace
  const more = new MoreToShow({ remembered: () => remembered, send: (params) => told.push(params) })
  const answered = (text: string) => more.answered(document as OpenDocument, place, text)
  const done = () => more.modelIsDone(document as OpenDocument)
  return { document, told, answered, done }
}

test('who was answered with nothing is told when the model says something after all', () => {
  const { told, answered, done } = noting('return 1')
  answered('')
  done()
  done()
  assert.equal(told.length, 1)
})

test('who has it all, or has typed on, is told nothing', () => {
  const { document, told, answered, done } = noting('return 1')
  answered('return 1')
  done()
  answered('return')
  document.revision = 2
  done()
  assert.deepEqual(told, [])
})
