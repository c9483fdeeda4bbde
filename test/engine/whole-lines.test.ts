import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine } from '../../engine/engine.ts'
import { LINE_FEATURES } from '../../engine/whole-lines.ts'

const SIZE = LINE_FEATURES.length
const ANYTHING = { typed: '', isSpaced: false }

/** By word that may come next at the end of `prefix`: what whole lines say of it. */
function lineNumbers(engine: Engine, prefix: string): Map<string, number[]> {
  const desk = engine.desk({ name: 'a.ts', prefix, suffix: '\n' })
  assert.ok(desk)
  const { sources } = desk
  const { lines } = engine.stepper.look(sources, sources.file.context, ANYTHING)
  const { ballot } = engine.stepper
  return new Map(
    Array.from({ length: ballot.count }, (_, at) => [
      sources.vocabulary.wordOf(ballot.ids[at] ?? 0),
      [...lines.slice(at * SIZE, (at + 1) * SIZE)],
    ]),
  )
}

const sharesOf = (numbers: ReadonlyMap<string, number[]>): Map<string, number> =>
  new Map([...numbers].flatMap(([word, [share = 0]]) => (share > 0 ? [[word, share]] : [])))

const PARAGRAPHS = 'begin(one, ledger)\nlet first = 1\n\nclose(every, door)\nlet second = 2\n\n'

test('in the line, what follows the places of its start has a share; the line in progress has none', () => {
  const shares = sharesOf(lineNumbers(new Engine(), `${PARAGRAPHS}begin(one, ledger)\nlet `))
  assert.deepEqual([...shares.keys()].sort(), ['first', 'second'])
  assert.ok((shares.get('first') ?? 0) > 0.5, 'it stands below the same line')
  const sum = [...shares.values()].reduce((total, share) => total + share, 0)
  assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`)
})

test('lines that are the same count together', () => {
  const twice = `${PARAGRAPHS}${PARAGRAPHS}`
  const [share = 0, , best = 0] =
    lineNumbers(new Engine(), `${twice}begin(one, ledger)\n`).get('let') ?? []
  assert.ok(best > share / 2 && best <= share, `${best} of ${share}`)
})

test('where no line goes on like this one, they say nothing', () => {
  const numbers = lineNumbers(new Engine(), `${PARAGRAPHS}begin(one, ledger)\nconst third = `)
  assert.equal(sharesOf(numbers).size, 0)
})

test('what was asked before does not matter: neither another text nor the start of the line', () => {
  const prefix = `${PARAGRAPHS}begin(one, ledger)\nlet `
  const engine = new Engine()
  lineNumbers(engine, `${PARAGRAPHS}begin(one, ledger)\nlet third = 3\nlet fourth = 4\n`)
  lineNumbers(engine, `${PARAGRAPHS}begin(one, ledger)\n`)
  const asked = sharesOf(lineNumbers(engine, prefix))
  assert.deepEqual(asked, sharesOf(lineNumbers(new Engine(), prefix)))
})

test('a line in progress ends at the cursor, whatever an earlier question left behind it', () => {
  const prefix = 'fold(gamma)\nfold(alpha, fold('
  const alike = (engine: Engine): number[] => {
    const desk = engine.desk({ name: 'a.ts', prefix, suffix: '\nnext()\n' })
    assert.ok(desk)
    engine.stepper.look(desk.sources, desk.sources.file.context, ANYTHING)
    const { ballot } = engine.stepper
    return [...ballot.alike.slice(0, ballot.count)]
  }
  const engine = new Engine()
  engine.desk({ name: 'a.ts', prefix: `${prefix}alpha)\nnext()\nnext()\n`, suffix: '\nnext()\n' })
  assert.deepEqual(alike(engine), alike(new Engine()))
})
