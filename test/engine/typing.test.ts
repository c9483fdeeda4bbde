// What an engine keeps from key to key must not show in its answers.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Engine } from '../../engine/index.ts'

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'engine', name), 'utf8')
const OTHER = { name: 'engine/chains.ts', text: read('chains.ts') }
const TYPED = read('ballot.ts')
const LINE = '    const best = Math.max(this.matchOf(FILE, at), this.matchOf(WORKSPACE, at))\n'
const START = TYPED.indexOf(LINE)
const SUFFIX = TYPED.slice(START + LINE.length - 1)

const ask = (engine: Engine, chars: number, name = 'engine/ballot.ts') =>
  engine.suggest({ name, prefix: TYPED.slice(0, START + chars), suffix: SUFFIX })

function engineWith(...texts: { name: string; text: string }[]): Engine {
  const engine = new Engine()
  for (const { name, text } of texts) engine.workspace.take(name, text)
  return engine
}

test('key by key an engine says what one says that is asked once', () => {
  const engine = engineWith(OTHER)
  let spoken = 0
  for (let chars = 0; chars < LINE.length; chars++) {
    const suggestion = ask(engine, chars)
    assert.deepEqual(suggestion, ask(engineWith(OTHER), chars), `behind ${chars} characters`)
    if (suggestion) spoken++
  }
  assert.ok(spoken > 20)
})

test('a file that changes between two keys is known at the second', () => {
  const typed = LINE.indexOf('Math') + 2
  const engine = engineWith(OTHER)
  const before = ask(engine, typed)
  const changed = {
    name: 'engine/new.ts',
    text: `${'const best = Math.absolute(other)\n'.repeat(9)}`,
  }
  engine.workspace.take(changed.name, changed.text)
  const after = ask(engine, typed)
  assert.notDeepEqual(after, before)
  assert.deepEqual(after, ask(engineWith(OTHER, changed), typed))
  engine.workspace.drop(changed.name)
  assert.deepEqual(ask(engine, typed), before)
})

test('the same text under another name is another question', () => {
  const typed = LINE.indexOf('Math') + 2
  const engine = engineWith(OTHER)
  ask(engine, typed)
  const elsewhere = ask(engine, typed, OTHER.name)
  assert.deepEqual(elsewhere, ask(engineWith(OTHER), typed, OTHER.name))
})

test('moves, edits and questions about another document in between do not show in an answer', () => {
  const random = seededRandom(5)
  const engine = engineWith(OTHER)
  const texts = new Map([
    ['engine/ballot.ts', TYPED],
    ['engine/draft.ts', read('draft.ts')],
  ])
  let spoken = 0
  for (let turn = 0; turn < 60; turn++) {
    const [name = '', text = ''] = [...texts][Math.floor(random() * texts.size)] ?? []
    const lines = text.split('\n')
    const line = Math.floor(random() * (lines.length - 1))
    // Half of the time the line is written anew, with what stands elsewhere, and stays so.
    if (turn % 2 === 0) lines.splice(line, 1, lines[Math.floor(random() * lines.length)] ?? '')
    texts.set(name, lines.join('\n'))
    const above = lines.slice(0, line).map((written) => `${written}\n`)
    const typed = (lines[line] ?? '').slice(0, Math.floor(random() * 12))
    const question = {
      name,
      prefix: above.join('') + typed,
      suffix: ['', ...lines.slice(line + 1)].join('\n'),
    }
    const suggestion = engine.suggest(question)
    assert.deepEqual(suggestion, engineWith(OTHER).suggest(question), `turn ${turn}`)
    if (suggestion) spoken++
  }
  assert.ok(spoken > 20)
})
