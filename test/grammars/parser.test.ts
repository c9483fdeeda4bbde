import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf, type SyntaxParser, type SyntaxTree, scopesAt } from '../../grammars/index.ts'
import { usedHeapMb } from '../support/used-heap.ts'
import { cpuMs } from '../support/work.ts'
import { parserFor, pointAt, randomFrom, replace, typescriptOf } from './documents.ts'

test('an incremental parse finds what a full parse finds', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const random = randomFrom(7)
  const pieces = ['x', ' ', '\n', '\r\n', '{', '}', '(', ')', '"', ';', 'if ', '😀', '']
  let text = typescriptOf(100)
  let tree = parse(parser, text)
  for (let i = 0; i < 300; i++) {
    const start = random(text.length)
    const edited = replace(text, [start, start + random(4)], pieces[random(pieces.length)] ?? '')
    // Start again now and then, before nothing but errors is left.
    text = i % 10 === 9 ? typescriptOf(100) : edited.text
    if (text === edited.text) tree.edit(edited.change)
    const next = parse(parser, text, text === edited.text ? tree : undefined)
    tree.close()
    tree = next
    assertSameAsFull(parser, tree)
  }
  tree.close()
})

test('a tree fits its text until it is edited', async (t) => {
  const parser = await parserFor(t, 'python')
  const text = 'import os\ndef f():\n    pass\n'
  const tree = parse(parser, text)
  assert.equal(tree.isCurrent, true)
  tree.edit(replace(text, [0, 0], '\n').change)
  assert.equal(tree.isCurrent, false)
  assert.deepEqual(scopesAt(tree, { row: 3, column: 4 }), [])
  assert.deepEqual(importsOf(tree), [])
  tree.close()
})

test('a closed tree answers nothing, and closing twice is harmless', async (t) => {
  const parser = await parserFor(t, 'python')
  const tree = parse(parser, 'import os\ndef f():\n    pass\n')
  tree.close()
  tree.close()
  tree.edit(replace('a', [0, 1], 'b').change)
  assert.equal(tree.root, undefined)
  assert.deepEqual(scopesAt(tree, { row: 2, column: 4 }), [])
  assert.deepEqual(importsOf(tree), [])
  parse(parser, 'x = 1\n', tree).close()
})

test('a tree of another grammar is no start for an incremental parse', async (t) => {
  const python = parse(await parserFor(t, 'python'), 'x = 1\n')
  const go = parse(await parserFor(t, 'go'), 'package a\n', python)
  assert.equal(go.root?.type, 'source_file')
  for (const tree of [python, go]) tree.close()
})

test('freed trees do not add up', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const text = typescriptOf(200)
  for (let i = 0; i < 50; i++) parse(parser, text).close()
  const before = process.memoryUsage.rss()
  for (let i = 0; i < 1_000; i++) parse(parser, text).close()
  const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20
  assert.ok(grownMb < 30, `grew by ${grownMb} MB`)
})

test('a budget ends a long parse, and the next one works', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const text = typescriptOf(50_000)
  assert.equal(parser.parse(text, undefined, { budgetMs: 20 }), undefined)
  const tree = parse(parser, 'const a = 1\n')
  assert.equal(tree.root?.toString().includes('lexical_declaration'), true)
  assert.equal(tree.root?.hasError, false)
  tree.close()
})

test('one line of 5 MB ends in its budget, whatever it is made of', async (t) => {
  const parser = await parserFor(t, 'typescript')
  for (const line of ['a', 'a+', '"a', '`${', '(', '/*', ' ', '😀', '\0']) {
    const text = line.repeat(5_000_000 / line.length)
    const ms = cpuMs(() => parser.parse(text, undefined, { budgetMs: 20 })?.close())
    assert.ok(ms < 3_000, `${JSON.stringify(line)} took ${ms} ms`)
  }
})

test('the cut of an exhausted budget does not show in later trees', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const text = `const a = "${'x'.repeat(2_000_000)}"`
  assert.equal(parser.parse(text, undefined, { budgetMs: 0 }), undefined)
  const tree = parse(parser, text)
  assert.equal(tree.root?.endIndex, text.length)
  assert.equal(tree.root?.text.length, text.length)
  tree.close()
})

test('positions count UTF-16 units, also where a read is cut inside an emoji', async (t) => {
  const parser = await parserFor(t, 'typescript')
  for (const before of ['', '😀'.repeat(2_499), `x${'😀'.repeat(2_499)}`, '😀'.repeat(9_000)]) {
    const text = `const a = '${before}'; function f(p = '👩‍💻') { return '😀' + p }\n`
    const tree = parse(parser, text)
    assert.equal(tree.root?.hasError, false)
    const [scope] = scopesAt(tree, pointAt(text, text.indexOf('+')))
    assert.equal(scope?.header, "function f(p = '👩‍💻')")
    assert.deepEqual(scope?.range.start, pointAt(text, text.indexOf('function')))
    assert.deepEqual(scope?.bodyRange?.end, pointAt(text, text.length - 1))
    tree.close()
  }
})

test('CRLF, NUL, a lone surrogate and no text at all are parsed', async (t) => {
  const parser = await parserFor(t, 'python')
  const crlf = parse(parser, 'import os\r\nclass A:\r\n    def f(self):\r\n        \r\n')
  assert.deepEqual(
    scopesAt(crlf, { row: 3, column: 99 }).map((scope) => scope.header),
    ['def f(self):', 'class A:'],
  )
  assert.deepEqual(
    importsOf(crlf).map(({ text }) => text),
    ['import os'],
  )
  crlf.close()
  for (const text of ['', '\0', 'x = 1\0\ndef f():\n    y = "\0"\n', '\ud83d', '\ufeffx = 1']) {
    const tree = parse(parser, text)
    scopesAt(tree, { row: 2, column: 4 })
    importsOf(tree)
    tree.close()
  }
})

test('positions outside of the text are its end', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const tree = parse(parser, 'function f() {\n  return 1')
  for (const cursor of [
    { row: 1, column: 10 },
    { row: 1, column: 4_000 },
    { row: 4_000, column: 0 },
  ]) {
    assert.equal(scopesAt(tree, cursor)[0]?.header, 'function f()')
  }
  assert.deepEqual(scopesAt(tree, { row: 0, column: 0 }), [])
  tree.close()
})

test('headers and imports are cut at their caps', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const imports = "import { a } from './a.ts'\n".repeat(250)
  const parameters = Array.from({ length: 100 }, (_, i) => `parameter${i}: string`).join(',\n')
  const text = `${imports}function f(${parameters}) {\n  \n}\n`
  const tree = parse(parser, text)
  assert.equal(importsOf(tree).length, 200)
  const [scope] = scopesAt(tree, pointAt(text, text.length - 3))
  assert.equal(scope?.header.length, 300)
  tree.close()
  const long = parse(parser, `import { ${'a, '.repeat(3_000)} } from './a.ts'\n`)
  assert.deepEqual(importsOf(long), [])
  long.close()
})

function parse(parser: SyntaxParser, text: string, previous?: SyntaxTree): SyntaxTree {
  return parser.parse(text, previous) ?? assert.fail('no tree')
}

/** Error recovery may choose otherwise in an incremental parse; code without errors has one tree. */
function assertSameAsFull(parser: SyntaxParser, tree: SyntaxTree): void {
  const full = parse(parser, tree.text)
  assert.equal(tree.root?.endIndex, full.root?.endIndex)
  assert.equal(tree.root?.hasError, full.root?.hasError)
  if (!full.root?.hasError) assert.equal(tree.root?.toString(), full.root?.toString())
  full.close()
}

test('a long text is parsed in slices, and finds what a whole parse finds', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const text = typescriptOf(3_000)
  const job = parser.parseInSlices(text) ?? assert.fail()
  let slices = 0
  let tree: SyntaxTree | undefined
  while (!tree && job.isUnderWay) {
    slices++
    tree = job.step(1)
  }
  assert.ok(slices > 3, `${slices} slices`)
  assert.equal(job.isUnderWay, false)
  assert.ok(tree)
  assertSameAsFull(parser, tree)
  const [scope] = scopesAt(tree, pointAt(text, text.lastIndexOf('this.items.length')))
  assert.match(scope?.header ?? '', /checkout/)
  tree.close()
})

test('a parse in slices can be given up, and one token that never ends gives up by itself', async (t) => {
  const parser = await parserFor(t, 'typescript')
  const given = parser.parseInSlices(typescriptOf(3_000)) ?? assert.fail()
  assert.equal(given.step(1), undefined)
  given.close()
  given.close()
  assert.equal(given.isUnderWay, false)
  const endless = parser.parseInSlices('x'.repeat(30_000_000)) ?? assert.fail()
  for (let i = 0; i < 1_000 && endless.isUnderWay; i++) endless.step(0.1)?.close()
  assert.equal(endless.isUnderWay, false)
})

test('trees that follow edits do not hold the texts before', async (t) => {
  const parser = await parserFor(t, 'typescript')
  let text = typescriptOf(2_000)
  let tree = parse(parser, text)
  const type = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const edited = replace(text, [0, 0], ' ')
      tree.edit(edited.change)
      const next = parse(parser, edited.text, tree)
      tree.close()
      tree = next
      text = edited.text
    }
  }
  type(50)
  const before = usedHeapMb()
  type(300)
  const grownMb = usedHeapMb() - before
  tree.close()
  // A tenth of what the texts take together.
  assert.ok(grownMb < 2, `300 texts of ${text.length} units: ${grownMb} MB`)
})
