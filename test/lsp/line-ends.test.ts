// Documents of Windows, and models that write other line ends than the document has.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineEndsOf } from '../../lsp/line-ends.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { type Editor, startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const FILE = 'file:///code/project/a.ts'
const MODELS = { 'line feeds': '\n', 'ends of Windows': '\r\n' }

async function asked(t: Parameters<typeof startGateway>[0], chunks: string[]) {
  const upstream = await fakeUpstream(t ?? { after() {} }, { chunks })
  const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
  const editor = await startEditor(t, {
    initializationOptions: { gateway: { url: gateway.url }, engine: { enabled: false } },
  })
  return { editor, upstream }
}

const firstText = async (editor: Editor, position: { line: number; character: number }) =>
  (await editor.invoked(FILE, position))[0]?.insertText

for (const [name, modelEnd] of Object.entries(MODELS)) {
  for (const [documentName, end] of Object.entries(MODELS)) {
    test(`a model that writes ${name} in a document with ${documentName}`, async (t) => {
      const { text, position } = atCursor('const width = 1\nconst depth = ‸\n')
      const { editor, upstream } = await asked(t, [`sum(width,${modelEnd}`, '  height)'])
      await editor.open(FILE, 'typescript', text.replaceAll('\n', end))
      const whole = `sum(width,${end}  height)`
      // The first line may come before the rest of a stream.
      assert.ok([whole, 'sum(width,'].includes(String(await firstText(editor, position))))
      await editor.type(FILE, position, `sum(width,${end}  `)
      const next = { line: position.line + 1, character: 2 }
      const [rest] = await editor.suggestions(FILE, next)
      assert.equal(rest?.insertText, 'height)')
      assert.equal(upstream.requests.length, 1)
    })
  }
}

test('half a line end waits for its other half', () => {
  const change = lineEndsOf({ prefix: 'a\r\nb', suffix: '' })
  assert.equal(change('one\r', false), 'one')
  assert.equal(change('one\r\ntwo', false), 'one\r\ntwo')
  assert.equal(change('one\r', true), 'one\r\n')
})

test('a document of one line has the ends of what follows, else line feeds', () => {
  assert.equal(lineEndsOf({ prefix: 'a', suffix: '\r\nb' })('one\ntwo', true), 'one\r\ntwo')
  assert.equal(lineEndsOf({ prefix: 'a', suffix: '' })('one\r\ntwo', true), 'one\ntwo')
})

test('the engine closes a block of a document of Windows with its line ends', async (t) => {
  const body = 'function a() {\n\tif (!x) {\n\t\tthrow new Error("x")\n\t}\n\treturn x\n}\n'
  const editor = await startEditor(t)
  const { text, position } = atCursor(
    `${[1, 2, 3].map((number) => body.replace('a()', `a${number}()`)).join('')}function a4() {\n\t‸`,
  )
  await editor.open(FILE, 'typescript', text.replaceAll('\n', '\r\n'))
  const said = String(await firstText(editor, position))
  assert.match(said, /\r\n/)
  assert.doesNotMatch(said.replaceAll('\r\n', ''), /[\r\n]/)
})
