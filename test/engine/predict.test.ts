import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine, predict } from '../../engine/index.ts'

const CALL = "const writer = await openSuggestion(gateway, 'completion')\n"
const BLOCK = 'if (ready) {\n  count += 1\n  report(count)\n  return\n}\n\n'
const BLOCKS = BLOCK.repeat(4)
const OPENING = 'if (ready) {'

test('a suggestion says where its context stood and how long it was', () => {
  const prefix = `${CALL}start()\nconst reader = await openSuggestion(`
  const suggestion = predict({ prefix, suffix: '\n' })
  assert.ok(suggestion)
  assert.deepEqual(suggestion.evidence, { kind: 'current_file' })
  assert.equal(suggestion.matchedTokens, 4)
  assert.ok(suggestion.confidence > 0 && suggestion.confidence <= 1)
})

test('a source is named when the context stood there', () => {
  const sources = [{ name: 'other.ts', text: BLOCKS }]
  const suggestion = predict({ prefix: OPENING, suffix: '\n}\n', sources })
  assert.deepEqual(suggestion?.evidence, { kind: 'source', name: 'other.ts' })
})

test('the current file outweighs a source that says otherwise', () => {
  const sources = [{ name: 'other.ts', text: 'user.name = input\nuser.save()\n' }]
  const prefix = 'user.name = form\nuser.save()\nadmin.name = '
  assert.equal(predict({ prefix, suffix: '\n', sources })?.text, 'form')
})

test('the suffix is learned from', () => {
  const suffix = `\nstart()\n${CALL}`
  const prefix = 'const reader = await openSuggestion('
  assert.equal(predict({ prefix, suffix })?.text, "gateway, 'completion')")
})

test('a suggestion has at most maxLines lines', () => {
  const prefix = BLOCKS + OPENING
  const textOf = (maxLines?: number) => predict({ prefix, suffix: '\n}\n', maxLines })?.text
  assert.equal(textOf(1), undefined)
  assert.equal(textOf(2), '\n  count += 1')
  assert.equal(textOf(), '\n  count += 1\n  report(count)')
  assert.equal(textOf(9), '\n  count += 1\n  report(count)\n  return')
})

test('suggested line breaks are those of the document', () => {
  const prefix = (BLOCKS + OPENING).replaceAll('\n', '\r\n')
  const sources = [{ name: 'unix.ts', text: BLOCKS }]
  const suggestion = predict({ prefix, suffix: '\r\n}\r\n', sources })
  assert.equal(suggestion?.text, '\r\n  count += 1\r\n  report(count)')
})

test('indentation learned from a source is written as the document indents', () => {
  const sources = [{ name: 'spaces.ts', text: BLOCKS }]
  const prefix = `function x() {\n\tcount = 0\n\t${OPENING}`
  const suggestion = predict({ prefix, suffix: '\n\t}\n}\n', sources })
  assert.equal(suggestion?.text, '\n\t\tcount += 1\n\t\treport(count)')
})

test('a workspace file is named with its line, an edited one as edited', () => {
  const engine = new Engine()
  engine.workspace.load('src/a.ts', `start()\n${CALL}`)
  engine.workspace.settle()
  const request = { name: 'src/b.ts', prefix: 'const reader = await openSuggestion(', suffix: '\n' }
  const evidence = { name: 'src/a.ts', line: 2 }
  assert.deepEqual(engine.suggest(request)?.evidence, { kind: 'workspace', ...evidence })
  engine.workspace.take('src/a.ts', `start()\n${CALL}`)
  assert.deepEqual(engine.suggest(request)?.evidence, { kind: 'recently_edited', ...evidence })
})

test('what the workspace holds of the current file is older and does not count', () => {
  const engine = new Engine()
  engine.workspace.load('a.ts', CALL.repeat(3))
  engine.workspace.settle()
  const request = { name: 'a.ts', prefix: 'const reader = await openSuggestion(', suffix: '\n' }
  assert.equal(engine.suggest(request), undefined)
  assert.ok(engine.suggest({ ...request, name: 'b.ts' }))
})

test('a document that is typed in gets the answers of one that is opened anew', () => {
  const engine = new Engine()
  let prefix = `${CALL}start()\n`
  for (const key of 'const reader = await openSuggestion(gateway') {
    prefix += key
    const request = { name: 'a.ts', prefix, suffix: '\nstop()\n' }
    assert.deepEqual(engine.suggest(request), new Engine().suggest(request))
  }
})

test('a comment is not begun; the code that came less often is offered', () => {
  const commented = 'ledger.open()\n// why\nledger.close()\n'.repeat(6)
  const prefix = `${'ledger.open()\nledger.close()\n'.repeat(3)}${commented}ledger.open()\n`
  const draft = new Engine().draft({ prefix, suffix: '\n' })
  assert.equal(draft?.line.writing.text, 'ledger.close()')
  // Once somebody has begun one, it goes on.
  assert.equal(predict({ prefix: `${prefix}// w`, suffix: '\n', maxLines: 1 })?.text, 'hy')
})

test('a new file begins as the others of its folder do', () => {
  const engine = new Engine()
  const begun = "'use strict'\n\nconst { once } = require('node:events')\n"
  for (const name of ['a', 'b', 'c', 'd']) engine.workspace.load(`lib/${name}.js`, begun + name)
  engine.workspace.settle()
  const first = engine.draft({ name: 'lib/new.js', prefix: '', suffix: '\n' })
  assert.equal(first?.line.writing.text, "'use strict'")
  const later = engine.draft({
    name: 'lib/new.js',
    prefix: "start()\n'use strict'\n",
    suffix: '\n',
  })
  assert.notEqual(later?.line.writing.text, "'use strict'")
})

test('what stands in the same block already is less probable', () => {
  const block = (...names: string[]): string =>
    `turn({\n${names.map((name) => `  ${name}: 0,\n`).join('')}})\n\n`
  const axisAfter = (lines: string): number => {
    const prefix = `${block('yaw', 'axis')}turn({\n${lines}  `
    const { writing, running } = new Engine().draft({ prefix, suffix: '\n})\n' })?.line ?? {}
    assert.equal(writing?.text, 'axis: 0,')
    return running ?? 0
  }
  assert.ok(axisAfter('  axis: 0,\n  yaw: 0,\n') < axisAfter('  tilt: 0,\n  yaw: 0,\n'))
})

test('of a long document, and of a short one, as much is read as an engine looks at that knows all of it', () => {
  const far = (lines: number, word: string): string =>
    Array.from(
      { length: lines },
      (_, i) => `  ${word}${i % 97} = open${word}(${i % 89}, ready)\n`,
    ).join('')
  let answers = 0
  for (const lines of [0, 1, 3, 599, 603, 1_199, 1_203, 4_000]) {
    for (const begin of ['', '\n', `${CALL}`]) {
      const prefix = `${begin}${far(lines, 'ledger')}${BLOCKS}const reader = await open`
      const suffix = `\n${far(lines, 'page')}${CALL}`
      const whole = new Engine().suggest({ prefix, suffix })
      const said = predict({ prefix, suffix })
      assert.equal(said?.text, whole?.text, `${lines} lines`)
      if (said) answers += 1
    }
  }
  assert.ok(answers > 10)
})
