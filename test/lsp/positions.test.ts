// Position encodings: what an editor counts in, and what comes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeUpstream } from '../support/fake-upstream.ts'
import { startGateway } from '../support/gateway.ts'
import { startEditor } from '../support/language-server.ts'

const FILE = 'file:///code/project/app.ts'
/** Before the cursor: one character of each length, 1 to 4 bytes. */
const BEFORE = 'const aé漢😀 = '
const AFTER = ')'

const CHARACTERS: [string, number][] = [
  ['utf-8', Buffer.byteLength(BEFORE)],
  ['utf-16', BEFORE.length],
  ['utf-32', [...BEFORE].length],
]

for (const [encoding, character] of CHARACTERS) {
  test(`an editor that counts in ${encoding} is understood, and answered in it`, async (t) => {
    const upstream = await fakeUpstream(t, { chunks: ['count(1'] })
    const gateway = await startGateway(t, { MIDFILL_MODEL_URL: upstream.url })
    const editor = await startEditor(t, {
      initializationOptions: { gateway: { url: gateway.url }, engine: { enabled: false } },
      capabilities: { general: { positionEncodings: [encoding] } },
    })
    assert.equal(editor.initialized.capabilities.positionEncoding, encoding)
    await editor.open(FILE, 'typescript', `// 漢字\n${AFTER}\n`)
    await editor.type(FILE, { line: 1, character: 0 }, BEFORE.slice(0, -1))
    await editor.type(FILE, { line: 1, character: character - 1 }, ' ')
    const position = { line: 1, character }
    const [item] = await editor.invoked(FILE, position)
    assert.match(JSON.stringify(upstream.requests.at(-1)?.body), /const aé漢😀 = /)
    assert.deepEqual(item?.range?.start, position)
    assert.equal(item?.range?.end.line, 1)
  })
}

test('the first encoding that is known counts; without a list it is UTF-16', async (t) => {
  const encodings = ['utf-7', 'utf-32', 'utf-16']
  const some = await startEditor(t, {
    capabilities: { general: { positionEncodings: encodings } },
  })
  assert.equal(some.initialized.capabilities.positionEncoding, 'utf-32')
  const none = await startEditor(t)
  assert.equal(none.initialized.capabilities.positionEncoding, 'utf-16')
})
