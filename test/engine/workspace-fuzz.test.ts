// A workspace that changes in every way at once, asked all the while: what comes out is always sound.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Engine } from '../../engine/index.ts'

const PIECES = [
  ...['const ', 'open', 'ledger', 'settings', ' = ', '(', ')', '{', '}', '.', ', ', ';', "'"],
  ...['\n', '\n  ', '\n\t', '\r\n', '\r', '\n\n', '🙂', '\ud83d', '\u2028', '\0', '0x1f', '  '],
  ...[
    'a'.repeat(3_000),
    'await openLedger(settings)\n',
    'ledger.close()\n',
    'constructor',
    '__proto__',
  ],
]

type Random = () => number

function textOf(random: Random, most: number): string {
  const pieces = Math.floor(random() * most)
  return Array.from({ length: pieces }, () => PIECES[Math.floor(random() * PIECES.length)]).join('')
}

/** One change of the workspace. */
type Change = (engine: Engine, name: string, random: Random) => void

const CHANGES: readonly Change[] = [
  ({ workspace }, name, random) => workspace.take(name, textOf(random, 200)),
  ({ workspace }, name, random) => workspace.load(name, textOf(random, 200)),
  ({ workspace }, name) => workspace.drop(name),
  ({ workspace }) => workspace.settle(),
]

function assertSound(engine: Engine, name: string, random: Random): boolean {
  // Binary text is asked about elsewhere: it gets no answer.
  const asked = (most: number): string => textOf(random, most).replaceAll('\0', '')
  const request = { name, prefix: asked(60), suffix: asked(20) }
  const suggestion = engine.suggest(request)
  if (!suggestion) return false
  const { text, confidence, evidence } = suggestion
  assert.notEqual(text.trim(), '')
  assert.ok(!/\p{Surrogate}|\0/u.test(text))
  assert.ok(text.split(/\r\n|\n|\r/).length <= 3 + 1)
  assert.ok(confidence > 0 && confidence <= 1)
  if ('line' in evidence) assert.ok(evidence.line >= 1 && evidence.name !== name)
  return true
}

test('a workspace that changes while it is sorted and asked does no harm', () => {
  let answers = 0
  for (let seed = 1; seed <= 6; seed++) answers += answersOfLife(seed)
  assert.ok(answers > 20, `only ${answers} answers`)
})

function answersOfLife(seed: number): number {
  const random = seededRandom(seed)
  const engine = new Engine()
  let answers = 0
  let settling: Iterator<void> | undefined
  for (let round = 0; round < 120; round++) {
    const name = `f${Math.floor(random() * 12)}.ts`
    const change = CHANGES[Math.floor(random() * CHANGES.length)]
    // A second sorting never begins before the first is over: the thread does one after the other.
    if (settling || random() < 0.2) {
      settling ??= engine.workspace.settling()
      if (settling.next().done) settling = undefined
    }
    if (change && !(settling && change === CHANGES.at(-1))) change(engine, name, random)
    if (assertSound(engine, name, random)) answers += 1
  }
  return answers
}

test('a hundred thousand small files fit into their cap', () => {
  const engine = new Engine()
  engine.workspace.limits = { maxFileChars: 1_000, maxBytes: 2_000_000 }
  let taken = 0
  for (let i = 0; i < 100_000; i++) {
    if (engine.workspace.load(`f${i}.ts`, `export const value${i % 500} = ${i % 100}\n`)) taken += 1
  }
  engine.workspace.settle()
  assert.ok(taken > 1_000 && taken < 100_000)
  assert.ok(engine.workspace.bytes < 4_000_000, `${engine.workspace.bytes} bytes`)
  assert.ok(engine.suggest({ name: 'x.ts', prefix: 'export con', suffix: '\n' }))
})
