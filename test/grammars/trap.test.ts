// Alone in its file, because a trap ends the use of all grammars in its process.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Grammars, languageOf, scopesAt } from '../../grammars/index.ts'

test('a text that exhausts the memory costs syntax, but no error', async (t) => {
  const problems: string[] = []
  const grammars = new Grammars({ onError: (problem) => problems.push(problem) })
  t.after(() => grammars.close())
  const java = languageOf({ languageId: 'java' }) ?? assert.fail()
  const parser = (await grammars.parserOf(java)) ?? assert.fail()
  const earlier = parser.parse('class A {}\n') ?? assert.fail()
  assert.equal(parser.parse('a=>'.repeat(5_000)), undefined)
  assert.equal(parser.parse('class A {}\n'), undefined)
  assert.deepEqual(scopesAt(earlier, { row: 0, column: 9 }), [])
  assert.equal(await grammars.parserOf(java), undefined)
  earlier.close()
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /the grammar "java" failed/)
})
