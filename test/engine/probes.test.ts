// What the engine finds of the workspace that it stands in: which way it moves what is told, and how far.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Engine, Probes } from '../../engine/index.ts'
import { fittedLogistic } from '../../engine/logistic.ts'
import { foundBy, foundOdds } from '../../engine/probes.ts'
import type { Trial } from '../../engine/self-calibration.ts'

const trials = (odds: number, count: number, rightShare: number): Trial[] =>
  Array.from({ length: count }, (_, i) => ({
    features: [odds, 1, 0],
    isRight: i < count * rightShare,
  }))

const BASE = [1, 0, 0]

test('nothing asked, nothing found; as in the fit, next to nothing', () => {
  assert.deepEqual(foundBy([], BASE), { shift: 0, slope: 0 })
  const { shift, slope } = foundBy([...trials(0, 200, 0.5), ...trials(2, 200, 0.88)], BASE)
  assert.ok(Math.abs(shift) < 0.05 && Math.abs(slope) < 0.05)
})

test('a workspace where less is right is told so, by its own cases more than by those of the fit', () => {
  const few = foundBy(trials(1, 10, 0.5), BASE)
  const many = foundBy(trials(1, 400, 0.5), BASE)
  assert.ok(few.shift < -0.1 && many.shift < few.shift)
  // Half of them are right: log odds of 0 where the fit says 1.
  assert.ok(Math.abs(1 + foundOdds(many, [1]) - 0) < 0.1)
})

test('who is surer of what it should be less sure of is told at both ends', () => {
  const found = foundBy([...trials(0, 400, 0.65), ...trials(2, 400, 0.65)], BASE)
  assert.ok(foundOdds(found, [0]) > 0.2)
  assert.ok(foundOdds(found, [2]) < -0.5)
})

test('a logistic fit finds the weights that its rows were drawn by', () => {
  const random = seededRandom(4)
  const rows = Array.from({ length: 20_000 }, () => {
    const features = [1, random() * 4 - 2]
    const odds = 0.5 - 1.2 * (features[1] ?? 0)
    return { features, isRight: random() < 1 / (1 + Math.exp(-odds)) }
  })
  const [shift = 0, slope = 0] = fittedLogistic(rows, [0.01, 0.01])
  assert.ok(Math.abs(shift - 0.5) < 0.06 && Math.abs(slope + 1.2) < 0.06)
  // All of them right: a weight that is held stays within reach.
  const [held = 0] = fittedLogistic(
    rows.map(() => ({ features: [1], isRight: true })),
    [1],
  )
  assert.ok(held > 3 && held < 30)
})

const fileOf = (word: string): string =>
  Array.from({ length: 30 }, (_, i) => `const ${word}${i} = open${word}(settings, ${i})\n`).join('')

function found(files: readonly { name: string; text: string }[]) {
  const engine = new Engine()
  for (const { name, text } of files) engine.workspace.load(name, text)
  engine.workspace.settle()
  const random = seededRandom(8)
  const probes = new Probes(engine, random)
  while (probes.count < 200) {
    const file = files[Math.floor(random() * files.length)]
    if (file) probes.ask(file)
  }
  return { engine, probes }
}

test('lines are asked of the engine as if their file were being written, and told more modestly where nothing repeats', () => {
  const random = seededRandom(21)
  const word = (): string => Math.floor(random() * 1e9).toString(36)
  const names = Array.from({ length: 20 }, (_, i) => `${i}.ts`)
  const alike = found(names.map((name) => ({ name, text: fileOf('ledger') })))
  const unlike = found(
    names.map((name) => ({
      name,
      text: Array.from({ length: 30 }, () => `${word()}(${word()}).${word()} = ${word()}\n`).join(
        '',
      ),
    })),
  )
  assert.ok(alike.probes.trials.length > 50)
  assert.ok(alike.probes.found.shift > 0)
  assert.ok(unlike.probes.found.shift < alike.probes.found.shift)
})

test('what was found moves what is told of the same suggestion', () => {
  const { engine } = found([
    { name: 'a.ts', text: fileOf('ledger') },
    { name: 'b.ts', text: fileOf('ledger') },
  ])
  const asked = { name: 'c.ts', prefix: 'const ledger0 = openledger(', suffix: '\n' }
  const confidenceWith = (shift: number): number => {
    engine.found = { shift, slope: 0 }
    return engine.suggest(asked)?.confidence ?? 0
  }
  assert.ok(confidenceWith(-9) > 0)
  assert.ok(confidenceWith(-9) < confidenceWith(9))
})

test('probes leave what the engine keeps of the documents that somebody edits', () => {
  const { engine } = found([{ name: 'a.ts', text: fileOf('ledger') }])
  const text = fileOf('other')
  const asked = { name: 'edited.ts', prefix: text, suffix: '' }
  const before = engine.desk(asked)?.style
  engine.desk({ name: 'edited.ts', prefix: '\tx\n\t\ty\n', suffix: '', isProbe: true })
  assert.equal(engine.desk(asked)?.style, before)
})
