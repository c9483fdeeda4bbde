// What the built language server keeps back: ignored files that are edited, and snippets of untrusted workspaces.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { encodeEvent } from '../../protocol/index.ts'
import { eventually } from '../support/eventually.ts'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startEditor } from '../support/language-server.ts'

const ANSWER = [
  encodeEvent('stream_start', { metadata: { model: { engine: 'fake', name: 'fake' } } }),
  encodeEvent('content_chunk', { choices: [{ delta: { content: 'x' }, index: 0 }] }),
  encodeEvent('stream_end', null),
].join('')

const TOKEN = `glpat${'-'}abcdeABCDE0123456789`
const TEXT = `import { a } from './a.ts'\nfunction area(key = '${TOKEN}') {\n  return `
const END = { line: 2, character: 9 }

/** An editor in a new folder with these files, and the bodies that reach its gateway. */
async function workspace(t: TestContext, settings: object, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-workspace-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const gateway = await fakeUpstream(t, { rawBody: ANSWER })
  const initializationOptions = { ...settings, gateway: { url: gateway.url } }
  const editor = await startEditor(t, { folder, initializationOptions })
  const suggestionsIn = async (name: string) => {
    const uri = pathToFileURL(join(folder, name)).href
    await editor.open(uri, 'typescript', TEXT)
    return () => editor.invoked(uri, END)
  }
  return { editor, suggestionsIn, bodies: () => gateway.requests.map(({ body }) => body) }
}

test('an ignored file gets no suggestions, and the log says so once', async (t) => {
  const { editor, suggestionsIn, bodies } = await workspace(t, {}, { '.gitignore': 'local.ts\n' })
  const ask = await suggestionsIn('local.ts')
  assert.deepEqual([await ask(), await ask()], [[], []])
  assert.deepEqual(bodies(), [])
  const told = editor.messages.filter((message) => message.includes('no suggestions here'))
  assert.deepEqual(told, [
    'no suggestions here: the file is ignored by .gitignore or .midfillignore',
  ])
  const other = await suggestionsIn('other.ts')
  assert.equal((await other()).length, 1)
})

test('snippets have no secrets either', async (t) => {
  const { suggestionsIn, bodies } = await workspace(t, {})
  const ask = await suggestionsIn('a.ts')
  // A grammar that is still loading holds up no suggestion: the first ones may come without snippets.
  const body = await eventually('a body with snippets', async () => {
    await ask()
    return bodies().find((one) => JSON.stringify(one).includes('code_context'))
  })
  assert.match(JSON.stringify(body), /"content":"function area\(key = '\*{26}'\)/)
  assert.ok(!JSON.stringify(bodies()).includes(TOKEN))
})

test('an untrusted workspace sends prefix and suffix only', async (t) => {
  const { suggestionsIn, bodies } = await workspace(t, { workspace: { trusted: false } })
  const ask = await suggestionsIn('a.ts')
  for (let round = 0; round < 20; round += 1) await ask()
  // And as many again, perhaps, that were asked ahead of time.
  assert.ok(bodies().length >= 20)
  assert.ok(!JSON.stringify(bodies()).includes('code_context'))
})
