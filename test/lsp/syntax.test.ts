// Trees of open documents: a key within a word needs no parse, and nothing is read wrong for that.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { importsOf, intentAt, placeAt, type SyntaxTree, scopesAt } from '../../grammars/index.ts'
import { Syntax } from '../../lsp/context/syntax.ts'
import { closeDocument, OPEN_DOCUMENTS, type OpenDocument } from '../../lsp/documents.ts'
import { parserFor, pointAt, randomFrom } from '../grammars/documents.ts'
import { eventually } from '../support/eventually.ts'

const ROUNDS = 120
const RUBY = `require 'json'
module Shop
  class Cart
    def total(rows, rate = 1.2)
      rows.sum { |row| row.net } * rate # taxes
    end
  end
end
`.repeat(10)

const DOCUMENTS = [
  { languageId: 'typescript', text: readFileSync('grammars/parser.ts', 'utf8') },
  {
    languageId: 'python',
    text: 'import os\nfrom a import b\n\n\ndef total(rows):\n    """Sum."""\n    return sum(rows)\n'.repeat(
      8,
    ),
  },
  { languageId: 'ruby', text: RUBY },
]

/** On a busy machine a parse takes longer than a key may wait for it. */
async function patientTree(syntax: Syntax, document: OpenDocument): Promise<SyntaxTree> {
  const tree = (await syntax.treeOf(document)) ?? (await syntax.patientTreeOf(document))
  return tree ?? assert.fail('no tree')
}

/** Replaces the text between two offsets, as an editor tells it. */
function change(document: OpenDocument, [start, end]: [number, number], text: string): void {
  const { text: old } = document
  const range = { start: old.positionAt(start), end: old.positionAt(end) }
  OPEN_DOCUMENTS.update(document, [{ range, text }], old.version + 1)
}

function readings(tree: SyntaxTree, offset: number) {
  const at = pointAt(tree.text, offset)
  return {
    imports: importsOf(tree).map(({ text }) => text),
    scopes: scopesAt(tree, at).map(({ header }) => header),
    intent: intentAt(tree, at),
    place: placeAt(tree, at),
  }
}

for (const { languageId, text } of DOCUMENTS) {
  test(`${languageId}: what is read while words grow and shrink is what a new parse reads`, async (t) => {
    const parser = await parserFor(t, languageId)
    const syntax = new Syntax(assert.fail)
    const document = OPEN_DOCUMENTS.create('file:///a', languageId, 1, text)
    t.after(() => closeDocument(document))
    t.after(() => syntax.close())
    let tree = await patientTree(syntax, document)
    let kept = 0
    const random = randomFrom(3)
    for (let round = 0; round < ROUNDS; round += 1) {
      const words = [...document.text.getText().matchAll(/\b[a-z]{3,}/g)]
      const word = words[random(words.length)] ?? assert.fail('no words')
      const end = word.index + word[0].length
      const [from, inserted] = round % 3 === 2 ? [end - 1, ''] : [end, 'zq']
      change(document, [from, end], inserted)
      const next = await patientTree(syntax, document)
      if (next === tree) kept += 1
      tree = next
      const cursor = from + inserted.length
      const fresh = parser.parse(document.text.getText()) ?? assert.fail('no tree')
      const read = () => ({ kept: readings(next, cursor), fresh: readings(fresh, cursor) })
      // On a busy machine a query ends before it has found all.
      const areSame = () => isDeepStrictEqual(read().kept, read().fresh) || undefined
      await eventually('the same', areSame, 1_000).catch(() => {
        assert.deepEqual(read().kept, read().fresh, `after ${word[0]}`)
      })
      fresh.close()
    }
    assert.ok(kept > ROUNDS / 2, `${kept} of ${ROUNDS} needed no parse`)
  })
}

test('whatever may begin or end something else is parsed', async (t) => {
  const syntax = new Syntax(assert.fail)
  t.after(() => syntax.close())
  const keys: [number, number, string][] = [
    [9, 9, ' '],
    [9, 9, '('],
    [9, 9, 'a\n'],
    // The first letter of a word, and all that is left of one.
    [12, 12, 'b'],
    [6, 11, ''],
    [6, 7, 'x'],
  ]
  for (const [start, end, text] of keys) {
    const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, 'const total = 1\n')
    const parsed = await patientTree(syntax, document)
    change(document, [start, end], text)
    assert.notEqual(await patientTree(syntax, document), parsed, JSON.stringify(text))
    closeDocument(document)
  }
})

test('a text in the place of all has a tree as well, told once or with each key', async (t) => {
  const syntax = new Syntax(assert.fail)
  const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, 'const total = 1\n')
  t.after(() => syntax.close())
  t.after(() => closeDocument(document))
  await syntax.prepare(document)
  for (const text of ['class Other {\n}\n', 'class Others {\n}\n']) {
    OPEN_DOCUMENTS.update(document, [{ text }], 2)
    const tree = await eventually('a tree', () => syntax.treeOf(document), 10_000)
    assert.equal(tree.text, text)
  }
})
