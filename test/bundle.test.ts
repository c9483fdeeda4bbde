// What the built files bring along: a library too many is megabytes and milliseconds at each start.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))

const sourcesOf = (file: string): string[] =>
  JSON.parse(readFileSync(join(DIST, `${file}.map`), 'utf8')).sources

/** A built file and those that it loads at once. */
function loadedWith(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  const code = readFileSync(join(DIST, file), 'utf8')
  for (const [, other = ''] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
    loadedWith(other, known)
  }
  return known
}

for (const worker of ['engine-worker.js', 'workspace-worker.js']) {
  test(`${worker} loads neither the library of schemas nor a parser of code`, () => {
    const sources = [...loadedWith(worker)].flatMap(sourcesOf)
    assert.ok(sources.some((path) => path.endsWith('/policy-file.ts')))
    assert.deepEqual(
      sources.filter((path) => /node_modules\/(typebox|web-tree-sitter)\//.test(path)),
      [],
    )
  })
}

test('of undici there is what calls servers, and nothing for browsers and tests', () => {
  const files = readdirSync(DIST).filter((name) => name.endsWith('.js'))
  const sources = files.flatMap(sourcesOf).filter((path) => path.includes('node_modules/undici/'))
  assert.ok(sources.some((path) => path.endsWith('/dispatcher/pool.js')))
  assert.deepEqual(
    sources.filter((path) => /\/(mock|cache|websocket|eventsource)\//.test(path)),
    [],
  )
})
