import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Grammars } from '../../grammars/index.ts'
import { checkIntent, playIntentCase, readIntentCases } from '../support/intent-cases.ts'

const grammars = new Grammars({ onError: assert.fail })
after(() => grammars.close())

for (const one of readIntentCases('test/cases/intent.jsonl')) {
  test(`${one.id} (${one.language})`, async () => {
    if (typeof one.expect === 'string') assert.fail('an expectation in words')
    checkIntent(await playIntentCase(grammars, one), one.expect)
  })
}
