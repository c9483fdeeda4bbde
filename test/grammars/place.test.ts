import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Grammars, languageOf, type Place, placeAt } from '../../grammars/index.ts'
import { atCursor } from '../support/marks.ts'

const grammars = new Grammars({ onError: assert.fail })
after(() => grammars.close())

const PLACES: [languageId: string, marked: string, place: Place][] = [
  ['typescript', 'const a = 1 // x‸', 'comment'],
  ['typescript', '/* a ‸ b */', 'comment'],
  ['typescript', '/* a */‸', 'code'],
  ['typescript', 'const s = "a‸b"', 'string'],
  ['typescript', 'const s = "ab"‸', 'code'],
  ['typescript', 'const s = "ab‸', 'string'],
  ['typescript', `const s = \`a\${x‸}b\``, 'code'],
  ['typescript', 'const s = `a‸b`', 'string'],
  ['typescript', 'f(a, ‸)', 'call'],
  ['typescript', 'f(‸', 'call'],
  ['typescript', 'f(() => {\n  g()\n  ‸\n})', 'statement_start'],
  ['typescript', 'function f() {\n  ‸\n}', 'empty_body'],
  ['typescript', 'const a = ‸', 'code'],
  ['typescript', 'g(); ‸', 'statement_start'],
  ['typescript', 'a.‸', 'code'],
  ['typescriptreact', 'const a = <p>hello ‸</p>', 'markup_text'],
  ['typescriptreact', 'const a = <p a="x‸">{b}</p>', 'string'],
  ['typescriptreact', 'const a = <p>{b‸}</p>', 'code'],
  ['python', 's = f"a{x‸}"', 'code'],
  ['python', 's = "a‸"', 'string'],
  ['python', '"""doc ‸"""', 'string'],
  ['python', 'f(a, ‸)', 'call'],
  ['python', '# a‸', 'comment'],
  ['python', 'def f():\n    x = 1\n    ‸', 'statement_start'],
  ['go', 'f(a, ‸)', 'call'],
  ['go', 'var s = "a‸"', 'string'],
  ['go', 'var s = `a‸`', 'string'],
  ['rust', 'fn f() { let s = "a‸"; }', 'string'],
  ['rust', 'fn f() { g(1, ‸); }', 'call'],
  ['java', 'class A { String s = "a‸"; }', 'string'],
  ['java', 'class A { void f() { g(‸); } }', 'call'],
  ['ruby', 'puts "a‸"', 'string'],
  ['ruby', 'puts "a#{b‸}"', 'code'],
  ['ruby', 'puts(1, ‸)', 'call'],
  ['ruby', 'x = <<~A\n  a‸\nA\n', 'string'],
  ['kotlin', 'val s = "a‸"', 'string'],
  ['kotlin', 'val s = f(1, ‸)', 'call'],
  ['swift', 'let s = "a‸"', 'string'],
  ['swift', 'f(1, ‸)', 'call'],
  ['csharp', 'class A { void F() { G(1, ‸); } }', 'call'],
  ['csharp', 'class A { string s = "a‸"; }', 'string'],
  ['php', '<?php f(1, ‸);', 'call'],
  ['php', '<?php $s = "a‸";', 'string'],
  ['shellscript', 'echo "a‸"', 'string'],
  ['lua', 'f(1, ‸)', 'call'],
  ['lua', 's = "a‸"', 'string'],
  ['elixir', 'f(1, ‸)', 'call'],
  ['elixir', 's = "a‸"', 'string'],
  ['dart', 'void f() { g(1, ‸); }', 'call'],
  ['dart', "var s = 'a‸';", 'string'],
  ['scala', 'val s = "a‸"', 'string'],
  ['scala', 'val s = f(1, ‸)', 'call'],
  ['c', 'char *s = "a‸";', 'string'],
  ['cpp', 'int a = f(1, ‸);', 'call'],
  ['json', '{"a": "b‸"}', 'string'],
  ['terraform', 'a = "b‸"', 'string'],
  ['haskell', 's = "b‸"', 'string'],
  ['css', '/* a‸ */', 'comment'],
  ['html', '<!-- a‸ -->', 'comment'],
  ['html', '<p>a‸b</p>', 'markup_text'],
  ['html', '<p class="a‸b"></p>', 'string'],
  ['typescript', 'if (‸', 'code'],
  ['typescript', 'const x = g(a, h(b), ‸', 'call'],
  ['python', 'def f(‸', 'code'],
  ['python', 'f(a, ‸', 'call'],
  ['go', 'func f(‸', 'code'],
]

for (const [languageId, marked, place] of PLACES) {
  test(`${place} in ${languageId}: ${marked.replaceAll('\n', '⏎')}`, async () => {
    const { text, position } = atCursor(marked)
    const language = languageOf({ languageId }) ?? assert.fail()
    const tree = (await grammars.parserOf(language))?.parse(text) ?? assert.fail()
    assert.equal(placeAt(tree, { row: position.line, column: position.character }), place)
    tree.close()
  })
}
