// What is asked of a model while somebody types, and how much of it is seen? In virtual time: no load changes it.
//
// npm run bench -- typing-counts [--keys 300] [--traces 16] [--cells 60/50,150/200]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Allowance } from '../lsp/suggestions/allowance.ts'
import type { Outcome } from '../lsp/suggestions/outcome.ts'
import type { Place } from '../lsp/suggestions/place.ts'
import { Rhythm } from '../lsp/suggestions/rhythm.ts'
import { Track } from '../lsp/suggestions/track.ts'
import { seededRandom } from './support/random.ts'
import { type Key, PAUSE_MS, traceOf } from './typing/trace.ts'
import { type VirtualCall, virtualModel } from './typing/virtual-model.ts'
import { VirtualTime } from './typing/virtual-time.ts'

const FILES = ['engine/draft.ts', 'lsp/gateway.ts', 'lsp/models.ts', 'grammars/scope.ts']
const ALL_CELLS = '60/50,60/200,60/500,150/50,150/200,150/500,300/50,300/200,300/500'

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '300' },
    traces: { type: 'string', default: '16' },
    cells: { type: 'string', default: ALL_CELLS },
  },
})

interface Counts {
  keys: number
  pauses: number
  served: number
  calls: VirtualCall[]
}

class Typist {
  readonly counts: Counts
  readonly #time: VirtualTime
  readonly #track: Track<Place>
  #visible = false
  #waiting: Place | undefined

  constructor(time: VirtualTime, track: Track<Place>, calls: VirtualCall[]) {
    this.counts = { keys: 0, pauses: 0, served: 0, calls }
    this.#time = time
    this.#track = track
  }

  async press({ afterMs, prefix, removed }: Key): Promise<void> {
    await this.#time.pass(afterMs)
    if (afterMs >= PAUSE_MS && this.counts.keys > 0) {
      this.counts.pauses += 1
      if (this.#visible) this.counts.served += 1
    }
    this.counts.keys += 1
    this.#visible = false
    const place = { prefix, suffix: '\n' }
    if (this.#waiting) this.#track.cancel(this.#waiting)
    this.#track.edited(place, { isDeletion: removed > 0 })
    this.#waiting = place
    void this.#track
      .request(place, { isInvoked: false })
      .then((outcome) => this.#see(place, outcome))
    await this.#time.pass(0)
  }

  #see(place: Place, outcome: Outcome): void {
    if (this.#waiting !== place || outcome.kind !== 'shown') return
    this.#visible = true
    const shown = place.prefix + outcome.text
    for (const call of this.counts.calls) {
      const isHere = place.prefix.length >= call.prefix.length
      if (isHere && (call.prefix + call.said).startsWith(shown)) call.wasShown = true
    }
  }
}

async function typed(cell: string, seed: number): Promise<Counts> {
  const [keyMs = 0, latencyMs = 0] = cell.split('/').map(Number)
  const whole = readFileSync(FILES[seed % FILES.length] ?? '', 'utf8')
  const trace = traceOf(whole, { keyMs, keys: Number(values.keys), random: seededRandom(seed) })
  const time = new VirtualTime()
  const model = virtualModel({ time, whole, latencyMs, random: seededRandom(seed + 1_000) })
  const track = new Track<Place>({
    ask: model.ask,
    askEngine(_place, answered) {
      answered(undefined)
      return () => {}
    },
    hasModel: () => true,
    isModelDue: () => false,
    now: () => time.now,
    later: (ms, call) => time.later(ms, call),
    rhythm: new Rhythm(),
    allowance: new Allowance(),
    placeAfter: (place, text) => ({ ...place, prefix: place.prefix + text }),
    areSameSpot: () => false,
  })
  const typist = new Typist(time, track, model.calls)
  for (const key of trace.keys) await typist.press(key)
  await time.pass(2 * PAUSE_MS)
  track.close()
  return typist.counts
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)

function row(cell: string, all: readonly Counts[]): string {
  const calls = all.flatMap((one) => one.calls)
  const tokens = sum(calls, (call) => call.tokens)
  const seen = sum(calls, (call) => (call.wasShown ? call.tokens : 0))
  const asked = (100 * calls.length) / sum(all, ({ keys }) => keys)
  const pauses = sum(all, (one) => one.pauses)
  const served = (100 * sum(all, (one) => one.served)) / pauses
  const unused = 100 * (1 - seen / tokens)
  return `| ${cell} | ${asked.toFixed(1)} | ${unused.toFixed(0)} | ${served.toFixed(0)} of ${pauses} |`
}

console.log(`${values.traces} traces of ${values.keys} keys a cell, in virtual time\n`)
console.log('| key / model ms | requests / 100 keys | unused tokens % | pauses served % |')
console.log('|---|---:|---:|---:|')
const every: Counts[] = []
for (const cell of values.cells.split(',')) {
  const seeds = Array.from({ length: Number(values.traces) }, (_, at) => at + 1)
  const counts = await Promise.all(seeds.map((seed) => typed(cell, seed)))
  console.log(row(cell, counts))
  every.push(...counts)
}
console.log(row('all', every))
