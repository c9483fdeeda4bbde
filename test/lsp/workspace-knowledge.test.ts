// What the workspace knows about a cursor: the choice of pieces.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareBudget } from '../../lsp/context/workspace/budget.ts'
import { CoChanges, commitsIn, partnersIn } from '../../lsp/context/workspace/co-changes.ts'
import { Knowledge } from '../../lsp/context/workspace/knowledge.ts'
import { folderWith } from '../support/folder.ts'

const PATH = '/code/src/report.ts'

function knowledgeOf(files: Record<string, string>): Knowledge {
  const knowledge = new Knowledge()
  for (const [name, text] of Object.entries(files)) knowledge.index.put(`/code/${name}`, name, text)
  return knowledge
}

function ask(knowledge: Knowledge, text: string, totalChars = 4_000) {
  const [prefix = '', suffix = ''] = text.split('‸')
  const shares = shareBudget(totalChars, prefix.length, suffix.length)
  const asked = { path: PATH, name: 'src/report.ts', prefix, suffix, heldTexts: [], ...shares }
  return knowledge.snippetsFor(asked)
}

/** Code that shares no word with another number's. */
const other = (n: number): string =>
  Array.from({ length: 60 }, (_, i) => `const unrelated${n}x${i} = compute${n}(shade${i})\n`).join(
    '',
  )

const LEDGER = 'function settle(ledger, auditor) {\n  return ledger.reconcileWith(auditor)\n}\n'
const QUESTION = 'function report(ledger, auditor) {\n  const total = ledger.‸\n}\n'

test('a place that uses the same words comes first', () => {
  const knowledge = knowledgeOf({
    'src/a.ts': other(1),
    'src/ledger.ts': LEDGER,
    'src/b.ts': other(2),
  })
  const [first] = ask(knowledge, QUESTION)
  assert.equal(first?.name, 'src/ledger.ts')
  assert.match(first?.content ?? '', /reconcileWith/)
})

test('files that share no word with the code around do not come', () => {
  const knowledge = knowledgeOf({ 'src/ledger.ts': LEDGER, 'src/a.ts': 'shade(lamp)\n'.repeat(20) })
  assert.deepEqual(
    ask(knowledge, QUESTION).map(({ name }) => name),
    ['src/ledger.ts'],
  )
})

test('the file itself is never shown from the index', () => {
  const knowledge = knowledgeOf({ 'src/report.ts': LEDGER })
  assert.deepEqual(ask(knowledge, QUESTION), [])
})

test('what is said once is not said again', () => {
  const knowledge = knowledgeOf({ 'src/a.ts': LEDGER, 'src/b.ts': LEDGER, 'src/c.ts': LEDGER })
  assert.equal(ask(knowledge, QUESTION).length, 1)
})

test('what the prompt holds by other means is not said again', () => {
  const knowledge = knowledgeOf({ 'src/ledger.ts': LEDGER })
  const [prefix = '', suffix = ''] = QUESTION.split('‸')
  const shares = shareBudget(4_000, prefix.length, suffix.length)
  const asked = { path: PATH, name: 'src/report.ts', prefix, suffix, ...shares }
  assert.deepEqual(
    knowledge.snippetsFor({ ...asked, heldTexts: ['return settle reconcileWith'] }),
    [],
  )
})

test('far pieces of the file itself come when the prompt cannot hold all of it', () => {
  const far = 'function reconcileWith(auditor) {\n  return auditor.ledger\n}\n'
  const snippets = ask(knowledgeOf({}), `${far}${'shade(lamp)\n'.repeat(300)}${QUESTION}`, 2_000)
  assert.ok(
    snippets.some(({ name, content }) => name === 'src/report.ts' && /reconcileWith/.test(content)),
  )
})

test('the budget holds for every size', () => {
  const near = Array.from({ length: 40 }, (_, i) => `use(word${i})\n`)
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `src/f${i}.ts`,
      near.map((line, n) => `${line.trim()}; fresh${i}x${n}()\n`).join(''),
    ]),
  )
  const knowledge = knowledgeOf(files)
  for (const chars of [500, 2_000, 8_000, 30_000]) {
    const text = `${near.slice(0, 20).join('')}‸${near.slice(20).join('')}`
    const { snippetChars } = shareBudget(chars, 300, 300)
    const sent = ask(knowledge, text, chars).reduce((sum, { content }) => sum + content.length, 0)
    assert.ok(sent <= snippetChars, `${sent} of ${snippetChars}`)
    assert.ok(chars < 2_000 || sent > snippetChars / 4, `only ${sent} of ${snippetChars}`)
  }
})

test('a changed file answers with its new text, however often it changes', () => {
  const knowledge = knowledgeOf({ 'src/a.ts': other(1) })
  for (let i = 0; i < 3_000; i++) {
    knowledge.index.put('/code/src/ledger.ts', 'src/ledger.ts', LEDGER.replace('With', `With${i}`))
  }
  assert.match(ask(knowledge, QUESTION)[0]?.content ?? '', /reconcileWith2999\(/)
  assert.equal(knowledge.index.fileCount, 2)
  assert.equal(knowledge.index.blockCount, 11)
  knowledge.index.remove('/code/src/ledger.ts')
  assert.doesNotMatch(JSON.stringify(ask(knowledge, QUESTION)), /reconcileWith/)
})

test('half-typed words are forgotten, and answers stay right', () => {
  const knowledge = knowledgeOf({ 'src/ledger.ts': LEDGER })
  const typed = (round: number): string =>
    Array.from({ length: 5_000 }, (_, i) => `w${round}x${i}\n`).join('')
  let most = 0
  for (let round = 0; round < 60; round++) {
    knowledge.index.put('/code/src/a.ts', 'src/a.ts', typed(round))
    most = Math.max(most, knowledge.index.table.size)
  }
  assert.ok(most < 250_000, `${most} words are kept`)
  assert.match(JSON.stringify(ask(knowledge, QUESTION)), /reconcileWith/)
})

test('files keep their order from question to question', () => {
  const files = Object.fromEntries(
    ['a', 'b', 'c', 'd'].map((name) => [
      `src/${name}.ts`,
      `settle(ledger)\nauditor.${name}${name}${name}()\n`,
    ]),
  )
  const knowledge = knowledgeOf(files)
  const first = ask(knowledge, QUESTION).map(({ name }) => name)
  const second = ask(knowledge, QUESTION.replace('report', 'settle')).map(({ name }) => name)
  assert.equal(first.length, 4)
  assert.deepEqual(second, first)
})

test('files that often change together are partners; one commit alone or a large one says nothing', () => {
  const many = Array.from({ length: 40 }, (_, i) => `f${i}.ts`)
  const commits = [['a.ts', 'b.ts'], ['a.ts', 'b.ts', 'c.ts'], many, many, ['d.ts']]
  const log = commits.map((paths) => `\0\0\n${paths.map((path) => `${path}\0`).join('')}`).join('')
  assert.deepEqual(commitsIn(log), commits)
  assert.deepEqual(
    [...partnersIn(commits)],
    [
      ['a.ts', new Set(['b.ts'])],
      ['b.ts', new Set(['a.ts'])],
    ],
  )
})

test('a folder without a history has no partners', async (t) => {
  const root = folderWith(t, { 'a.ts': 'a\n' })
  const coChanges = new CoChanges()
  await coChanges.learn(root)
  assert.equal(coChanges.of(`${root}/a.ts`).size, 0)
})

test('of two places alike, the one whose file changes along with this one comes first', () => {
  const files = { 'lib/a.ts': LEDGER.replace('With', 'Apart'), 'lib/b.ts': LEDGER }
  for (const [name, word] of [
    ['lib/a.ts', /reconcileApart/],
    ['lib/b.ts', /reconcileWith/],
  ] as const) {
    const knowledge = new Knowledge({ coChanges: () => new Set([`/code/${name}`]) })
    for (const [path, text] of Object.entries(files))
      knowledge.index.put(`/code/${path}`, path, text)
    assert.match(ask(knowledge, QUESTION)[0]?.content ?? '', word)
  }
})

const ODD: Record<string, string> = {
  'an empty text': '‸',
  'a cursor at the end': 'a\r\nb\r\n‸',
  'surrogates at the cursor': 'const 😀 = "‸😀"\n',
  'one line of 100,000 characters': `${'ledger.entries + '.repeat(6_000)}‸`,
  '10,000 lines': `${'auditor.check(ledger)\n'.repeat(5_000)}‸\n${'x\n'.repeat(5_000)}`,
  'NUL bytes': '\0\0‸\0',
  'names of the prototype': 'constructor.__proto__.toString(hasOwnProperty)\n‸',
}

for (const [name, text] of Object.entries(ODD)) {
  test(`it gets an answer: ${name}`, () => {
    const knowledge = knowledgeOf({ 'src/ledger.ts': LEDGER })
    assert.ok(Array.isArray(ask(knowledge, text)))
  })
}
