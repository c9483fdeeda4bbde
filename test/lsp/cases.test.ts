// The language server as editor and gateway see it: every redaction and filter case of test/cases/lsp/.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readLspCases } from '../support/lsp-cases/case.ts'
import { groupsOf, Stage } from '../support/lsp-cases/play.ts'

const FOLDER = join(import.meta.dirname, '..', 'cases', 'lsp')

for (const kind of ['redaction', 'filter']) {
  const cases = readLspCases(join(FOLDER, `${kind}.jsonl`), [kind])
  test(`${kind} cases`, async (t) => {
    assert.ok(cases.length >= 30)
    for (const group of groupsOf(cases)) {
      const stage = await Stage.open(t, group[0]?.input.settings)
      for (const one of group) {
        await t.test(`${one.id}: ${one.note}`, async () => {
          assert.deepEqual(await stage.problemsOf(one), [])
        })
      }
    }
  })
}
