import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Grammars, type Language, languageOf, scopesAt } from '../../grammars/index.ts'

const { resolve } = createRequire(import.meta.url)
const PYTHON = languageOf({ languageId: 'python' }) ?? assert.fail()
const MARKDOWN = languageOf({ languageId: 'markdown' }) ?? assert.fail()

test('a language without a grammar has no parser, and that is no problem', async (t) => {
  const { grammars, problems } = build(t, {})
  assert.equal(await grammars.parserOf(MARKDOWN), undefined)
  assert.deepEqual(problems, [])
})

test('a missing grammar is told once to everybody who waits for it, and not again', async (t) => {
  const { grammars, problems } = build(t, {})
  const language: Language = { ...PYTHON, grammar: 'nowhere' }
  const parsers = await Promise.all([1, 2, 3].map(() => grammars.parserOf(language)))
  assert.deepEqual(parsers, [undefined, undefined, undefined])
  assert.equal(await grammars.parserOf(language), undefined)
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /"nowhere".*ENOENT/)
})

test('a broken grammar costs only its own language', async (t) => {
  const { grammars, problems } = build(t, { 'go.wasm': 'no WebAssembly' })
  const go = languageOf({ languageId: 'go' }) ?? assert.fail()
  assert.equal(await grammars.parserOf(go), undefined)
  assert.match(problems.join(), /the grammar "go" cannot be loaded/)
  assert.notEqual(await grammars.parserOf(PYTHON), undefined)
})

test('a broken query is told once, and its grammar still parses', async (t) => {
  const { grammars, problems } = build(t, { 'python.scopes.scm': '(no_such_node) @scope' })
  const parser = await grammars.parserOf(PYTHON)
  const tree = parser?.parse('def f():\n    pass\n') ?? assert.fail()
  assert.deepEqual(scopesAt(tree, { row: 1, column: 4 }), [])
  assert.equal(tree.root?.hasError, false)
  tree.close()
  assert.match(problems.join(), /the query "scopes" of "python" cannot be used: .*no_such_node/)
  assert.equal(problems.length, 1)
})

test('nothing is parsed once closed, and trees can still be freed', async (t) => {
  const { grammars } = build(t, {})
  const parser = (await grammars.parserOf(PYTHON)) ?? assert.fail()
  const tree = parser.parse('x = 1\n') ?? assert.fail()
  grammars.close()
  grammars.close()
  assert.equal(await grammars.parserOf(PYTHON), undefined)
  assert.equal(parser.parse('x = 1\n'), undefined)
  assert.equal(tree.root, undefined)
  tree.close()
})

/** Grammars that find the files given here, each `<grammar>.wasm` or `<grammar>.<query>.scm`, first. */
function build(t: TestContext, files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'grammars-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const problems: string[] = []
  const grammars = new Grammars({
    onError: (problem) => problems.push(problem),
    assets: {
      runtimeFile: () => resolve('web-tree-sitter/web-tree-sitter.wasm'),
      grammarFile: (grammar) =>
        `${grammar}.wasm` in files || grammar === 'nowhere'
          ? join(folder, `${grammar}.wasm`)
          : resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`),
      queryFiles: (grammar, query) => [join(folder, `${grammar}.${query}.scm`)],
    },
  })
  t.after(() => {
    grammars.close()
    rmSync(folder, { recursive: true })
  })
  return { grammars, problems }
}
