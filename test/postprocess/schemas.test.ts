// Addresses of schemas that a model made up: test/cases/lsp/schemas.jsonl.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { languageOf } from '../../grammars/index.ts'
import { type SchemaMask, schemaUrlMask } from '../../postprocess/index.ts'

interface SchemaCase {
  id: string
  language: string
  prefix: string
  suffix: string
  text: string
  expected: string
}

const FILE = join(import.meta.dirname, '..', 'cases', 'lsp', 'schemas.jsonl')
const cases = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as SchemaCase)

const maskFor = ({ language, prefix, suffix }: SchemaCase): SchemaMask =>
  schemaUrlMask({ language: languageOf({ languageId: language }), prefix, suffix }) ??
  ((text) => text)

for (const one of cases) {
  test(`schemas: ${one.id}`, () => {
    assert.equal(maskFor(one)(one.text, true), one.expected)
  })
}

test('schemas: what was shown of a text that grows is never taken back', () => {
  for (const one of cases) {
    const mask = maskFor(one)
    let shown = ''
    for (let end = 1; end <= one.text.length; end += 1) {
      const next = mask(one.text.slice(0, end), end === one.text.length)
      assert.ok(next.startsWith(shown), `${one.id}: ${shown} became ${next}`)
      shown = next
    }
  }
})
