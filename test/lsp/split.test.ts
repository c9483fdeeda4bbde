// Where a document is cut around the cursor before it is sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsAround } from '../../lsp/context/split.ts'

const LONG = 'const total = sum(rows)\n'.repeat(20_000)

test('a short document is sent whole', () => {
  assert.deepEqual(boundsAround('ab', 1), { from: 0, cursor: 1, to: 2 })
})

test('a long prefix begins at the same place for hundreds of keys: prompt caches hit', () => {
  const starts = Array.from(
    { length: 1_000 },
    (_, typed) => boundsAround(LONG, 300_000 + typed).from,
  )
  assert.ok(new Set(starts).size <= 2, `${new Set(starts).size} beginnings`)
  assert.ok(starts.every((from, typed) => 300_000 + typed - from <= 100_000))
  assert.ok(starts.every((from, typed) => 300_000 + typed - from > 90_000))
})

test('no surrogate pair is cut', () => {
  const text = `${'x'.repeat(8_191)}${'😀'.repeat(60_000)}`
  for (const offset of [1, 8_192, 8_193, 120_000, 120_001]) {
    const { from, cursor, to } = boundsAround(text, offset)
    for (const at of [from, cursor, to]) {
      const code = text.charCodeAt(at)
      assert.ok(!(code >= 0xdc00 && code <= 0xdfff), `cut at ${at}`)
    }
  }
})
