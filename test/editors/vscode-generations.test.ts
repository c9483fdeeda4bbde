// "Midfill: Generate" where something comes between: a failure, a key that overtakes an edit, lines that come in above.
import assert from 'node:assert/strict'
import { register } from 'node:module'
import { test } from 'node:test'
import { Document, Editor, Position, Range, shown, window } from '../support/vscode-stand-in.ts'

const STAND_IN = new URL('../support/vscode-stand-in.ts', import.meta.url).href
const RESOLVE = `export const resolve = (name, context, next) =>
  name === 'vscode' ? { url: ${JSON.stringify(STAND_IN)}, shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(RESOLVE)}`)
const { Generations } = await import('../../editors/vscode/src/generation/generations.ts')

type Server = ConstructorParameters<typeof Generations>[0]
type Wish = Parameters<Server['generate']>[1]

const CODE = 'const a = 1\n// twice a number\nconst b = 2\n'

/** A document with the cursor behind its comment; `generate` is what the language server does. */
function stage(generate: (wish: Wish, editor: Editor) => Promise<unknown>) {
  const editor = new Editor(new Document(CODE), new Position(1, 17))
  window.activeTextEditor = editor
  const server = { generate: (_: unknown, wish: Wish) => generate(wish, editor) }
  return { editor, generations: new Generations(server as Server) }
}

const answerAt = (line: number, text: string) => ({
  ...{ text, source: 'model' },
  range: { start: { line, character: 0 }, end: { line, character: 0 } },
})

test('a generation that fails is told, and nothing is left of it: no mark, no keys', async () => {
  const { editor, generations } = stage(() => Promise.reject(new Error('no model is configured')))
  await generations.start()
  assert.deepEqual(shown.warnings, ['Midfill could not generate: no model is configured'])
  assert.equal(editor.document.getText(), CODE)
  assert.deepEqual(shown.marked, [])
  assert.equal(shown.contexts.get('midfill.isGenerating'), false)
  assert.equal(shown.contexts.get('midfill.hasPreview'), false)
})

test('a text that a key overtakes comes whole all the same', async () => {
  const { editor, generations } = stage(async () => {
    editor.refuses = 2
    return answerAt(2, 'const twice = 2\n')
  })
  await generations.start()
  assert.match(editor.document.getText(), /number\nconst twice = 2\nconst b/)
})

test('a text stands below its comment, also where a line came in above meanwhile', async () => {
  const { editor, generations } = stage(async ({ hear }, { document }) => {
    hear('const tw')
    document.replace(new Range(0, 0, 0, 0), '// first\n')
    return answerAt(2, 'const twice = 2\n')
  })
  await generations.start()
  assert.equal(
    editor.document.getText(),
    `// first\n${CODE.replace('er\n', 'er\nconst twice = 2\n')}`,
  )
  assert.equal(shown.contexts.get('midfill.hasPreview'), true)
})
