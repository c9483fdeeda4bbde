// The engine's confidence, fitted to what somebody wrote: when it is done, what it changes, what is kept of it.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Engine, type OwnWeights } from '../../engine/index.ts'
import { refitted } from '../../engine/self-calibration.ts'
import { Calibrator } from '../../lsp/engine/calibrator.ts'
import { loadOwnWeights, ownWeightsFile, storeOwnWeights } from '../../lsp/engine/own-weights.ts'
import { RecentEdits } from '../../lsp/engine/recent-edits.ts'

const linesNamed = (word: string, count: number): string =>
  Array.from({ length: count }, (_, i) => `const ${word}${i} = open${word}(settings, ${i})\n`).join(
    '',
  )

test('lines that were there when a file was opened are not what somebody wrote', () => {
  const edits = new RecentEdits()
  edits.note('a.ts', 'const old = 1\n')
  edits.note('a.ts', 'const old = 1\n  const written = 2\n}\n')
  const [line, ...more] = edits.lines(10)
  assert.ok(line)
  assert.equal(line.text.slice(line.start, line.end), 'const written = 2')
  assert.deepEqual(more, [])
})

test('of many files only the last are remembered, and of many lines no more than asked for', () => {
  const edits = new RecentEdits()
  for (let i = 0; i < 20; i++) {
    edits.note(`${i}.ts`, '')
    edits.note(`${i}.ts`, linesNamed('ledger', 5))
  }
  assert.equal(edits.lines(1_000).length, 8 * 5)
  assert.deepEqual(
    edits.lines(6).map(({ name }) => name),
    [...Array(5).fill('19.ts'), '18.ts'],
  )
})

/** What a calibrator stores, after these texts were written. */
async function fitted(texts: readonly string[], isOn = true) {
  const engine = new Engine()
  const stored: OwnWeights[] = []
  const calibrator = new Calibrator({
    engine,
    random: seededRandom(3),
    store: async (weights) => void stored.push(weights),
  })
  calibrator.isOn = isOn
  for (const text of texts) {
    calibrator.note('a.ts', text)
    await calibrator.run()
  }
  return { engine, stored }
}

test('a few lines change nothing; many do, once', async () => {
  const many = linesNamed('ledger', 60)
  const { engine, stored } = await fitted(['', linesNamed('ledger', 10), many, many])
  const [weights, ...more] = stored
  assert.ok(weights)
  assert.deepEqual(more, [])
  assert.equal(engine.confidenceWeights, weights.confidence)
  assert.equal(engine.statedWeights, weights.stated)
  assert.notDeepEqual(weights.confidence, new Engine().confidenceWeights)
})

test('who does not want it is not learned from', async () => {
  const { stored } = await fitted(['', linesNamed('ledger', 60)], false)
  assert.deepEqual(stored, [])
})

test('weights follow what is right or wrong, and stay where nothing is known', () => {
  const trials = (isRight: boolean, count: number) =>
    Array.from({ length: count }, () => ({ features: [1, 0.5], isRight }))
  const prior = [0.2, 0.1]
  assert.deepEqual(refitted([], prior), prior)
  const [up = 0] = refitted(trials(true, 200), prior)
  const [down = 0] = refitted(trials(false, 200), prior)
  assert.ok(up > 0.2 && down < 0.2)
  const [far = 0] = refitted(trials(true, 5), prior)
  assert.ok(far > 0.2 && far < up)
})

test('new weights are those that the trials and the old ones agree on', () => {
  const random = seededRandom(12)
  const trials = Array.from({ length: 300 }, () => {
    const features = [1, random() * 14 - 12, random() * 3]
    return { features, isRight: random() < 0.4 }
  })
  const prior = [1.4, 1.3, -0.4]
  const weights = refitted(trials, prior)
  // No weight wants to be another one: what pulls it back is as much as what the trials want of it.
  for (const [i, weight] of weights.entries()) {
    const wanted = trials.reduce((sum, { features, isRight }) => {
      const odds = features.reduce((all, feature, at) => all + feature * (weights[at] ?? 0), 0)
      return sum + (Number(isRight) - 1 / (1 + Math.exp(-odds))) * (features[i] ?? 0)
    }, 0)
    assert.ok(Math.abs(60 * (weight - (prior[i] ?? 0)) - wanted) < 0.5, `${i}: ${wanted}`)
  }
})

test('kept are twenty-five numbers; what is no such file changes nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'midfill-weights-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = ownWeightsFile({ XDG_STATE_HOME: folder })
  const { stored } = await fitted(['', linesNamed('ledger', 60)])
  const [weights] = stored
  assert.ok(weights)
  await storeOwnWeights(weights, path)
  assert.doesNotMatch(readFileSync(path, 'utf8'), /ledger|settings/)
  assert.equal([...weights.confidence, ...weights.stated].length, 25)
  const engine = new Engine()
  await loadOwnWeights(engine, path)
  assert.deepEqual(engine.confidenceWeights, weights.confidence)
  for (const text of ['', '[]', '{"confidence":[1],"stated":[1,0]}', '{"confidence":"x"}']) {
    writeFileSync(path, text)
    const untouched = new Engine()
    await loadOwnWeights(untouched, path)
    assert.deepEqual(untouched.confidenceWeights, new Engine().confidenceWeights)
  }
  await storeOwnWeights(weights, join(path, 'below-a-file', 'x.json'))
})
