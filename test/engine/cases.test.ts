// Runs test/cases/engine/<language>/<name>.txt. UPDATE=1 rewrites the `expect` parts.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type EngineSource, predict } from '../../engine/index.ts'

const FOLDER = join(import.meta.dirname, '..', 'cases', 'engine')
const CURSOR = '‸'
const EXPECT = '--- expect\n'

interface Case {
  prefix: string
  suffix: string
  sources: EngineSource[]
  expected: string
}

function parseCase(text: string): Case {
  const [given = '', expected = ''] = text.split(EXPECT)
  const [document = '', ...others] = given.split(/^--- source /m)
  const [prefix, suffix, ...more] = withoutHeader(document).split(CURSOR)
  assert.ok(prefix !== undefined && suffix !== undefined && more.length === 0, 'one cursor a case')
  const sources = others.map((part) => ({
    name: part.slice(0, part.indexOf('\n')),
    text: withoutHeader(part),
  }))
  return { prefix, suffix, sources, expected: withoutLastBreak(expected) }
}

/** A section without its first line and without the line break that ends it. */
function withoutHeader(section: string): string {
  return withoutLastBreak(section.slice(section.indexOf('\n') + 1))
}

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

function update(path: string, text: string, actual: string): void {
  const [given = ''] = text.split(EXPECT)
  writeFileSync(path, `${given}${EXPECT}${actual === '' ? '' : `${actual}\n`}`)
}

const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
for (const name of names.filter((file) => file.endsWith('.txt')).sort()) {
  test(`engine case ${name}`, () => {
    const path = join(FOLDER, name)
    const text = readFileSync(path, 'utf8')
    const { prefix, suffix, sources, expected } = parseCase(text)
    const actual = predict({ prefix, suffix, sources })?.text ?? ''
    if (process.env.UPDATE === '1') update(path, text, actual)
    else assert.equal(actual, expected)
  })
}

test('there are cases', () => {
  assert.ok(names.filter((file) => file.endsWith('.txt')).length >= 16)
})
