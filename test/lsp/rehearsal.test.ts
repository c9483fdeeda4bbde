// What is slow the first time is done when a document is opened, once, and only where suggestions are wanted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResponseError } from 'vscode-languageserver/node'
import { OPEN_DOCUMENTS, type OpenDocument } from '../../lsp/documents.ts'
import { rehearsal } from '../../lsp/rehearsal.ts'
import { rehearseTyping } from '../../lsp/rehearsed-typing.ts'
import { DEFAULT_SETTINGS } from '../../lsp/settings.ts'

const opened = (name: string, text = 'one\ntwo\nthree\n'): OpenDocument =>
  OPEN_DOCUMENTS.create(`file:///work/${name}`, 'typescript', 1, text)

function rehearsing({ enabled = true, refused = [] as string[] } = {}) {
  const asked: { name: string; line: number }[] = []
  const rehearse = rehearsal({
    settings: async () => ({
      ...DEFAULT_SETTINGS,
      engine: { ...DEFAULT_SETTINGS.engine, enabled },
    }),
    refusal: ({ path }) => (refused.some((name) => path.endsWith(name)) ? 'ignored' : undefined),
    nameOf: ({ path }) => path.slice(path.lastIndexOf('/') + 1),
    suggester: {
      async fromEngine({ fileName, cursor }) {
        asked.push({ name: fileName, line: cursor.line })
        return undefined
      },
    },
  })
  return { rehearse, asked }
}

test('the engine is asked about the first document, and about no other', async () => {
  const { rehearse, asked } = rehearsing()
  await Promise.all([rehearse(opened('a.ts')), rehearse(opened('b.ts'))])
  await rehearse(opened('c.ts'))
  assert.deepEqual(asked, [{ name: 'a.ts', line: 2 }])
})

test('an empty document is one, too', async () => {
  const { rehearse, asked } = rehearsing()
  await rehearse(opened('empty.ts', ''))
  assert.deepEqual(asked, [{ name: 'empty.ts', line: 0 }])
})

test('where suggestions are not wanted nothing is asked, and the next document counts', async () => {
  const { rehearse, asked } = rehearsing({ refused: ['secret.ts'] })
  await rehearse(opened('secret.ts'))
  await rehearse(opened('a.ts'))
  assert.deepEqual(
    asked.map(({ name }) => name),
    ['a.ts'],
  )
})

test('an engine that is switched off does not start', async () => {
  const { rehearse, asked } = rehearsing({ enabled: false })
  await rehearse(opened('a.ts'))
  assert.deepEqual(asked, [])
})

test('the rehearsed keys are answered as real ones are', async () => {
  const [first, second, ...others] = await rehearseTyping(DEFAULT_SETTINGS)
  assert.deepEqual([first, second].map(textOf), ['bc', 'c'])
  for (const other of others) assert.ok(other instanceof ResponseError)
})

const textOf = (answer: Awaited<ReturnType<typeof rehearseTyping>>[number] | undefined) =>
  answer && 'items' in answer ? answer.items[0]?.insertText : undefined
