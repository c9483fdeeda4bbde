// The workspace is measured while nobody asks: when it is done, what stops it, and where it goes on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { Engine } from '../../engine/index.ts'
import { NOTHING_FOUND } from '../../engine/probes.ts'
import { Prober } from '../../lsp/engine/prober.ts'

const TEXT = Array.from({ length: 30 }, (_, i) => `const ledger${i} = open(settings, ${i})\n`).join(
  '',
)

function measured(
  names: readonly string[],
  onRead: (prober: Prober) => void = () => undefined,
  now: () => number = () => 0,
) {
  const engine = new Engine()
  for (const name of names) engine.workspace.load(name, TEXT)
  engine.workspace.settle()
  const read: string[] = []
  const prober: Prober = new Prober({
    engine,
    random: seededRandom(5),
    now,
    reader: () => async (name) => {
      read.push(name)
      onRead(prober)
      return TEXT
    },
  })
  return { engine, prober, read }
}

const FILES = Array.from({ length: 12 }, (_, i) => `src/${i}.ts`)

test('a workspace is measured once, and again when it has changed', async () => {
  const { engine, prober, read } = measured(FILES)
  await prober.run()
  assert.deepEqual(read, [], 'nothing is known of a workspace before it is read')
  prober.begin()
  await prober.run()
  assert.notDeepEqual(engine.found, NOTHING_FOUND)
  const once = read.length
  // Four lines of each file on average, two of them each time.
  assert.equal(once, 24)
  await prober.run()
  assert.equal(read.length, once)
  prober.begin()
  await prober.run()
  assert.equal(read.length, 2 * once)
})

test('a question stops it, and the next run goes on where it was', async () => {
  let isAsking = true
  const { engine, prober, read } = measured(FILES, (own) => {
    if (isAsking && read.length % 5 === 0) own.pause()
  })
  prober.begin()
  await prober.run()
  assert.equal(read.length, 5)
  assert.deepEqual(engine.found, NOTHING_FOUND)
  await prober.run()
  assert.equal(read.length, 10)
  isAsking = false
  await prober.run()
  assert.ok(read.length <= 12 * 4)
  assert.notDeepEqual(engine.found, NOTHING_FOUND)
})

test('a workspace without code is not asked of', async () => {
  const { engine, prober, read } = measured(['README.md', 'package.json'])
  prober.begin()
  await prober.run()
  assert.deepEqual(read, [])
  assert.deepEqual(engine.found, NOTHING_FOUND)
})

test('on a machine that is too busy to ask to the end nothing is found', async () => {
  let ms = 0
  const late = measured(
    FILES,
    () => undefined,
    () => (ms += 20),
  )
  late.prober.begin()
  await late.prober.run()
  assert.deepEqual(late.engine.found, NOTHING_FOUND)
})
