// The gateway as its callers see it: every case of test/cases/gateway/, each a request and what must come back.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCases } from '../support/cases/formats.ts'
import { playAll } from '../support/cases/play-all.ts'

const FOLDER = fileURLToPath(new URL('../cases/gateway/', import.meta.url))

test('gateway cases', { concurrency: true }, async (t) => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
  assert.ok(files.length > 0)
  const cases = files.flatMap((name) => readCases(FOLDER + name))
  await playAll(cases, (one, play) =>
    t.test(`${basename(one.file, '.jsonl')}: ${one.id}`, async () => {
      const problems = await play()
      assert.ok(problems.length === 0, problems.join('\n'))
    }),
  )
})
