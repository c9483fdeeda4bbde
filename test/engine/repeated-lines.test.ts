// How much of a workspace repeats itself: what is counted, and what it changes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine } from '../../engine/index.ts'
import { repeatedShare, USUAL_SHARE } from '../../engine/repeated-lines.ts'

const LINES = 400
const text = (name: string, from = 0): string =>
  Array.from(
    { length: LINES },
    (_, i) => `const ${name}${from + i} = open(${from + i}, ${name})\n`,
  ).join('')

function shareOf(...texts: string[]): number {
  const { workspace } = new Engine()
  for (const [i, one] of texts.entries()) workspace.load(`${i}.ts`, one)
  workspace.settle()
  return workspace.repeatedShare
}

test('lines that stand once, twice, and half of them twice', () => {
  assert.equal(new Engine().workspace.repeatedShare, USUAL_SHARE)
  const [none, all, half] = [
    shareOf(text('a'), text('b')),
    shareOf(text('a'), text('a')),
    shareOf(text('a'), text('a', LINES / 2)),
  ]
  // Some usual lines are always counted with them.
  assert.ok(none < 0.03, `${none}`)
  assert.ok(all > 0.95, `${all}`)
  assert.ok(Math.abs(half - 0.5) < 0.03, `${half}`)
})

test('the same words in another order, a longer line with the same end and lone brackets are not the same', () => {
  const own = Array.from({ length: LINES }, (_, i) => `call(x${i}, y${i})\n})\n`).join('')
  const longer = Array.from({ length: LINES }, (_, i) => `await call(x${i}, y${i})\n})\n`).join('')
  const turned = Array.from({ length: LINES }, (_, i) => `call(y${i}, x${i})\n})\n`).join('')
  assert.ok(shareOf(own, longer, turned) < 0.02)
})

test('a few lines say next to nothing', () => {
  assert.ok(Math.abs(shareOf('const a = open(1)\n') - USUAL_SHARE) < 0.02)
  assert.equal(shareOf('', '}\n)\n'), USUAL_SHARE)
})

test('it is looked for in slices, and at no more lines than that', () => {
  const { workspace } = new Engine()
  for (let i = 0; i < 60; i++) workspace.load(`${i}.ts`, text('a', i * LINES))
  workspace.settle()
  let slices = 0
  const looking = repeatedShare(workspace.resting)
  while (!looking.next().done) slices += 1
  assert.ok(slices >= 6 && slices <= 8, `${slices}`)
})

test('the same suggestion is told with more confidence where much repeats', () => {
  const engine = new Engine()
  for (const name of ['a', 'b']) engine.workspace.load(`${name}.ts`, text('ledger'))
  engine.workspace.settle()
  const confidenceAt = (share: number): number => {
    engine.workspace.repeatedShare = share
    const asked = { name: 'c.ts', prefix: 'const ledger7 = op', suffix: '\n' }
    return engine.suggest(asked)?.confidence ?? Number.NaN
  }
  assert.ok(confidenceAt(0) < confidenceAt(1))
})
