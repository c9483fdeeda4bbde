// The gateway as its callers see it: every case of test/cases/gateway/, each a request and what must come back.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCases } from '../support/cases/formats.ts'
import { playAll } from '../support/cases/play-all.ts'

const FOLDER = fileURLToPath(new URL('../cases/gateway/', import.meta.url))

for (const file of readdirSync(FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()) {
  test(`gateway cases: ${file}`, { concurrency: true }, async (t) => {
    await playAll(readCases(FOLDER + file), (one, play) =>
      t.test(one.id, async () => assert.deepEqual(await play(), [])),
    )
  })
}
