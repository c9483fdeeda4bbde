// Runs test/cases/grammars/<language>/<name>.txt: what scopes and imports a document has at ‸, and what is asked for.
// UPDATE=1 rewrites the expected parts.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  Grammars,
  importsOf,
  intentAt,
  languageOf,
  type SyntaxTree,
  scopesAt,
} from '../../grammars/index.ts'

const CASES = 'test/cases/grammars'
const CURSOR = '‸'

const grammars = new Grammars({ onError: assert.fail })
after(() => grammars.close())

for (const file of readdirSync(CASES, { recursive: true, encoding: 'utf8' }).sort()) {
  if (file.endsWith('.txt')) test(file, () => runCase(join(CASES, file)))
}

async function runCase(file: string): Promise<void> {
  const content = readFileSync(file, 'utf8')
  const [, languageId, source, expected] =
    /^--- (\S+)\n(.*)\n--- expect\n(.*)$/s.exec(content) ?? assert.fail('not a case file')
  assert.ok(languageId && source !== undefined && expected !== undefined)
  const actual = await describe(languageId, source)
  if (!process.env.UPDATE) assert.equal(actual, expected)
  else writeFileSync(file, `--- ${languageId}\n${source}\n--- expect\n${actual}`)
}

async function describe(languageId: string, source: string): Promise<string> {
  const language = languageOf({ languageId }) ?? assert.fail(`unknown language ${languageId}`)
  const parser = await grammars.parserOf(language)
  const [above = '', below = ''] = source.split(CURSOR)
  const tree = parser?.parse(above + below) ?? assert.fail('no tree')
  try {
    return describeTree(tree, above.split('\n'))
  } finally {
    tree.close()
  }
}

function describeTree(tree: SyntaxTree, linesAbove: string[]): string {
  const cursor = { row: linesAbove.length - 1, column: linesAbove.at(-1)?.length ?? 0 }
  const scopes = scopesAt(tree, cursor).map(({ kind, header }) => `${kind}: ${header}\n`)
  const imports = importsOf(tree).map(({ text }) => `${text}\n`)
  const { kind, reason, ...rest } = intentAt(tree, cursor)
  const instruction = 'instruction' in rest && rest.instruction
  const intent = `intent: ${kind}, ${reason}\n${instruction ? `${instruction}\n` : ''}`
  return `scopes:\n${scopes.join('')}imports:\n${imports.join('')}${intent}`
}
