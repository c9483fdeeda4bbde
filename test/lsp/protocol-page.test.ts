// docs/protocol.md: its examples are JSON, and the language server knows what it names.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { startEditor } from '../support/language-server.ts'

const page = readFileSync('docs/protocol.md', 'utf8')
const METHOD_NOT_FOUND = -32601

/** Headings such as: ### `midfill/why` (request, editor →), with the first example below. */
const messages = page
  .split(/^### /m)
  .slice(1)
  .flatMap((section) => {
    const [heading = ''] = section.split('\n', 1)
    const [, example] = /```json\n([\s\S]*?)```/.exec(section) ?? []
    return [...heading.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, heading, example }))
  })

test('every message has an example, and every example is JSON', () => {
  assert.ok(messages.length > 25)
  for (const { name, example } of messages) assert.ok(example, name)
  for (const [, example = ''] of page.matchAll(/```json\n([\s\S]*?)```/g)) JSON.parse(example)
})

test('the language server answers every request of the page', async (t) => {
  const editor = await startEditor(t)
  const requests = messages.filter(({ heading }) => heading.includes('(request, editor →)'))
  assert.ok(requests.length >= 6)
  for (const { name, example = '' } of requests) {
    const asked = editor.connection.sendRequest(name, JSON.parse(example))
    const code = await asked.then(
      () => undefined,
      (error: { code: number }) => error.code,
    )
    assert.notEqual(code, METHOD_NOT_FOUND, name)
  }
})

test('what the page says of initialize is what is answered', async (t) => {
  const section = page.slice(page.indexOf('### `initialize`'))
  const [asked, answered] = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) =>
    JSON.parse(text),
  )
  const editor = await startEditor(t, { capabilities: asked.capabilities })
  assert.deepEqual(editor.initialized, answered)
})
