// Runs test/cases/postprocess/<language>.jsonl. UPDATE=1 rewrites what is expected.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Language, languageOf } from '../../grammars/index.ts'
import { caseFiles, readCases, suggested, writeCases } from './case-file.ts'

/** Prose and shell are read line by line only; they do not count as languages here. */
const MIN_LANGUAGES = 8
const MIN_CASES = 90

for (const file of caseFiles()) {
  const cases = readCases(file)
  if (process.env.UPDATE) {
    writeCases(
      file,
      cases.map((one) => ({ ...one, expected: suggested(one, [one.raw]) })),
    )
  }
  for (const one of cases) {
    test(`post-processing, ${one.lang}: ${one.why}`, () => {
      assert.equal(suggested(one, [one.raw]), one.expected)
    })
  }
}

test('there are post-processing cases for many languages', () => {
  const cases = caseFiles().flatMap(readCases)
  const languages = cases
    .map(({ lang }) => languageOf({ languageId: lang }))
    .filter((language): language is Language => language?.blocks !== undefined)
  assert.ok(cases.length >= MIN_CASES, `${cases.length} cases`)
  assert.ok(new Set(languages).size >= MIN_LANGUAGES)
})
