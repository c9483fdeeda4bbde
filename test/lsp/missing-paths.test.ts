// Which gateways lack a path, by a clock of the test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MissingPaths } from '../../lsp/missing-paths.ts'

const MINUTE_MS = 60_000

test('a path that was missing is asked for again after a while: the gateway may be a newer one', () => {
  let now = 0
  const missing = new MissingPaths(() => now)
  assert.equal(missing.has('http://old.test'), false)
  missing.add('http://old.test')
  now += 9 * MINUTE_MS
  assert.equal(missing.has('http://old.test'), true)
  assert.equal(missing.has('http://new.test'), false)
  now += 2 * MINUTE_MS
  assert.equal(missing.has('http://old.test'), false)
})
