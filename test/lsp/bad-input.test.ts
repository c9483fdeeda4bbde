// Documents that nobody means to write: the built language server answers, sends no more than it may, and lives on.
import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { askedGateway } from '../support/asked-gateway.ts'
import { eventually } from '../support/eventually.ts'
import { folderWith } from '../support/folder.ts'
import { startEditor } from '../support/language-server.ts'

interface Bad {
  above: string
  below: string
  /** Nothing of it is sent. */
  isSilent?: boolean
}

const LINE = 'const total = ledger.sum(rows)\n'

const DOCUMENTS: Record<string, Bad> = {
  'a file of 50,000 lines': { above: LINE.repeat(25_000), below: `\n${LINE.repeat(25_000)}` },
  'a line of 5 MB above': { above: `const a = "${'x y '.repeat(1_250_000)}"\n`, below: '\n' },
  'a line of 5 MB that holds the cursor': { above: `a = [${'1,'.repeat(2_500_000)}`, below: ']\n' },
  'NUL bytes': { above: 'const total = \0\0\n', below: '\n\0', isSilent: true },
  CRLF: { above: LINE.replaceAll('\n', '\r\n').repeat(9), below: '\r\nend()\r\n' },
  'lone CR': { above: 'const total = 1\rconst rest = 2\r', below: '\rend()\r' },
  tabs: { above: `${'\t'.repeat(50_000)}a = `, below: '\n' },
  'surrogate pairs': { above: '// 😀😀😀😀\nconst face = "😀', below: '"\n// 😀\n' },
  'half a surrogate pair': { above: 'const face = "\ud83d', below: '"\n' },
  'nothing but brackets': { above: '{(['.repeat(20_000), below: '\n' },
  'deep nesting': { above: 'function a() {\n'.repeat(20_000), below: '\n' },
}

function endOf(text: string) {
  const lines = text.split(/\r\n|\r|\n/)
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

test('every bad document is answered', async (t) => {
  const gateway = await askedGateway(t)
  const folder = folderWith(t, { 'src/ledger.ts': LINE })
  symlinkSync(folder, join(folder, 'src/loop'), 'dir')
  const editor = await startEditor(t, {
    folder,
    initializationOptions: { gateway: { url: gateway.url, timeoutMs: 60_000 } },
  })
  for (const [name, { above, below, isSilent = false }] of Object.entries(DOCUMENTS)) {
    await t.test(name, async () => {
      const uri = pathToFileURL(join(folder, `${name.replace(/\W/g, '-')}.ts`)).href
      const before = gateway.questions.length
      await editor.open(uri, 'typescript', above + below)
      await editor.invoked(uri, endOf(above))
      // At the end of a line that nothing is said to, the next one is asked for, too.
      const sent = gateway.questions.slice(before, before + 1)
      assert.equal(sent.length, isSilent ? 0 : 1)
      for (const { current_file: file, context } of sent) {
        assert.ok(file.content_above_cursor.length <= 100_001)
        assert.ok(file.content_below_cursor.length <= 30_001)
        assert.ok(above.endsWith(file.content_above_cursor.slice(-20)))
        const chars = context.reduce((sum, { content }) => sum + content.length, 0)
        assert.ok(context.length <= 60 && chars <= 40_000, `${context.length}: ${chars}`)
      }
    })
  }
  assert.equal(await editor.quit(), 0)
})

test('a workspace folder that does not exist, or is a file, is an empty one', async (t) => {
  const gateway = await askedGateway(t)
  const root = folderWith(t, { file: 'x' })
  for (const folder of [join(root, 'gone'), join(root, 'file')]) {
    const editor = await startEditor(t, {
      folder,
      initializationOptions: { gateway: { url: gateway.url } },
    })
    const uri = pathToFileURL(join(folder, 'a.ts')).href
    await editor.open(uri, 'typescript', LINE)
    const before = gateway.questions.length
    await eventually('a question', async () => {
      await editor.invoked(uri, endOf(LINE))
      return gateway.questions[before]
    })
    assert.equal(await editor.quit(), 0)
  }
})
