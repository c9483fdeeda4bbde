// Code is broken while it is typed: whatever it is cut to, every position of it has an answer.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import {
  Grammars,
  importsOf,
  intentAt,
  languageOf,
  placeAt,
  type SyntaxTree,
  scopesAt,
} from '../../grammars/index.ts'
import { readIntentCases } from '../support/intent-cases.ts'

const BEFORE = ['', '\n', '  \n\n', '\t', '// c\n\n', '# c\n\n']
const BEHIND = ['', '\n\n', '   ', '\r\n']
const COLUMNS = [0, 1, 3, 999]

const grammars = new Grammars({ onError: assert.fail })
after(() => grammars.close())

test('no position of a text cut anywhere is an error', async () => {
  const random = seededRandom(1)
  const below = (most: number): number => Math.floor(random() * most)
  let positions = 0
  for (const { language: languageId, input } of readIntentCases('test/cases/intent.jsonl')) {
    const language = languageOf({ fileName: 'x', languageId })
    const parser = language && (await grammars.parserOf(language))
    const from = below(input.text.length)
    const to = from + below(input.text.length - from)
    const cut = input.text.slice(from, to).replace('|', '')
    const text = `${BEFORE[below(BEFORE.length)]}${cut}${BEHIND[below(BEHIND.length)]}`
    const tree = parser?.parse(text)
    if (!tree) continue
    positions += askEverywhere(tree)
    tree.close()
  }
  assert.ok(positions > 1_000, `${positions} positions`)
})

function askEverywhere(tree: SyntaxTree): number {
  const rows = tree.text.split('\n').length
  importsOf(tree)
  for (let row = 0; row <= rows; row += 1) {
    for (const column of COLUMNS) {
      const position = { row, column }
      scopesAt(tree, position)
      placeAt(tree, position)
      intentAt(tree, position)
    }
  }
  return (rows + 1) * COLUMNS.length
}
