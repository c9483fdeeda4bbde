// What nobody means to be learned from takes no more room and no more work than something usual.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine } from '../../engine/index.ts'
import { Vocabulary } from '../../engine/vocabulary.ts'
import { Workspace } from '../../engine/workspace.ts'

const LINES = Array.from({ length: 100 }, (_, i) => `const total${i} = add(first, second)\n`).join(
  '',
)

test('a file that is taken in with every edit takes the room of a few', () => {
  const { workspace } = new Engine()
  for (let edit = 0; edit < 3_000; edit++)
    assert.ok(workspace.take('a.ts', `${LINES}// ${edit % 10}\n`))
  assert.ok(workspace.bytes < 10_000_000, `${workspace.bytes} bytes`)
  assert.equal(workspace.fileCount, 1)
})

test('of a file that was taken in thousands of times the last version is found, and its neighbours are', () => {
  const engine = new Engine()
  const { workspace } = engine
  workspace.take('other.ts', 'const ledger = openLedger(settings.folder)\n'.repeat(3))
  for (let edit = 0; edit < 500; edit++)
    workspace.take('a.ts', `${LINES}${`const page = openPage(sheet${edit}.rows)\n`.repeat(3)}`)
  const suggested = (prefix: string) => engine.suggest({ name: 'c.ts', prefix, suffix: '\n' })
  assert.match(suggested('const ledger = openLedg')?.text ?? '', /^er\(settings\.folder/)
  const last = suggested('const page = openP')
  assert.match(last?.text ?? '', /^age\(sheet499\.rows/)
  assert.deepEqual(last?.evidence, { kind: 'recently_edited', name: 'a.ts', line: 103 })
})

test('files that change all at once keep to the cap, and so do those that come afterwards', () => {
  const limits = { maxFileChars: 100_000, maxBytes: 4_000_000 }
  const workspace = new Workspace(new Vocabulary(), limits)
  const takeMany = (folder: string): number =>
    Array.from({ length: 400 }, (_, i) => workspace.take(`${folder}/${i}.ts`, LINES)).filter(
      Boolean,
    ).length
  const taken = takeMany('a')
  assert.ok(taken > 10 && taken < 400)
  assert.ok(workspace.bytes <= limits.maxBytes * 1.2, `${workspace.bytes} bytes`)
  // Sorted they take a fifth of it: there is room again.
  workspace.settle()
  assert.ok(workspace.bytes <= limits.maxBytes / 2, `${workspace.bytes} bytes`)
  assert.ok(takeMany('b') > 10)
  assert.ok(workspace.bytes <= limits.maxBytes * 1.2, `${workspace.bytes} bytes`)
})

test('a name or a word that is longer than any is left out', () => {
  const engine = new Engine()
  const { workspace } = engine
  assert.equal(workspace.load('n'.repeat(1_000_000), LINES), false)
  assert.equal(workspace.take('n'.repeat(1_000_000), LINES), false)
  const before = workspace.bytes
  for (let i = 0; i < 400; i++) workspace.take('a.ts', `key = ${`${i}`.padStart(1_900, 'a')}\n`)
  assert.ok(workspace.bytes - before < 200_000)
  const longName = { name: 'n'.repeat(1_000_000), prefix: `${LINES}const total = `, suffix: '\n' }
  assert.match(engine.suggest(longName)?.text ?? '', /^add\(first/)
})

test('a question looks at no more tokens where lines are endless', () => {
  const engine = new Engine()
  const tokensOf = (line: string): number => {
    const text = line.repeat(Math.floor(200_000 / line.length))
    const desk = engine.desk({ name: line, prefix: text, suffix: `\n${text}` })
    return desk?.sources.file.around.count ?? Number.NaN
  }
  const usual = tokensOf('const total = add(first, second)\n')
  assert.ok(usual > 10_000)
  for (const line of ['a '.repeat(950), '(['.repeat(950), 'f(a,b);'.repeat(250)])
    assert.ok(tokensOf(`${line}\n`) < 50_000, line.slice(0, 9))
})

test('a large file is read in slices, and what is taken in between two of them is newer', () => {
  const { workspace } = new Engine()
  const large = LINES.repeat(250)
  assert.ok(large.length > 800_000 && large.length < 1_000_000)
  const loading = workspace.loading('a.ts', large)
  let slices = 0
  while (!loading.next().done) slices += 1
  assert.ok(slices >= 15 && slices <= 20)
  const tokens = workspace.tokenCount
  const late = workspace.loading('b.ts', large)
  late.next()
  workspace.take('b.ts', LINES)
  let last = late.next()
  while (!last.done) last = late.next()
  assert.equal(last.value, true)
  assert.ok(workspace.tokenCount < 2 * tokens)
})

test('words beyond what there is room for are no words, and those before them stay', () => {
  const vocabulary = new Vocabulary(1_000)
  const wordAt = (i: number): string => `word${String(i).padStart(6, '0')}`
  const numbers = Array.from({ length: 500 }, (_, i) => vocabulary.add(wordAt(i), 0, 10))
  assert.ok(numbers.slice(0, 100).every((id) => id !== 0))
  assert.ok(numbers.slice(100).every((id) => id === 0))
  assert.equal(vocabulary.find(wordAt(99)), numbers[99])
  assert.equal(vocabulary.wordOf(numbers[99] ?? 0), wordAt(99))
})
