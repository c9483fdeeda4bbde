// What is asked of a model while somebody types, and how much of it is seen? In virtual time: no load changes it.
//
// npm run bench -- typing-counts [--keys 300] [--traces 16] [--seed 1] [--cells 60/50,150/200]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { seededRandom } from './support/random.ts'
import { summary } from './support/report.ts'
import { traceOf } from './typing/trace.ts'
import { type Counts, typedVirtually } from './typing/virtual-typist.ts'

const FILES = ['engine/draft.ts', 'lsp/gateway.ts', 'lsp/models.ts', 'grammars/scope.ts']
const ALL_CELLS = '60/50,60/200,60/500,150/50,150/200,150/500,300/50,300/200,300/500'
/** The bar is so many requests in as many keys. */
const WINDOW_KEYS = 100

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '300' },
    traces: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    cells: { type: 'string', default: ALL_CELLS },
  },
})

function typed(cell: string, seed: number): Promise<Counts> {
  const [keyMs = 0, latencyMs = 0] = cell.split('/').map(Number)
  const whole = readFileSync(FILES[seed % FILES.length] ?? '', 'utf8')
  const trace = traceOf(whole, { keyMs, keys: Number(values.keys), random: seededRandom(seed) })
  return typedVirtually(trace, { latencyMs, seed })
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)

/** The most requests in any hundred keys. */
const worstWindow = ({ calledAtKey }: Counts): number =>
  Math.max(
    ...calledAtKey.map(
      (from) => calledAtKey.filter((at) => at >= from && at < from + WINDOW_KEYS).length,
    ),
  )

const COLUMNS: [string, (all: readonly Counts[]) => string][] = [
  [
    'requests / 100 keys',
    (all) =>
      ((100 * sum(all, ({ calls }) => calls.length)) / sum(all, ({ keys }) => keys)).toFixed(1),
  ],
  ['in the worst 100', (all) => String(Math.max(...all.map(worstWindow)))],
  ['unused tokens %', (all) => unused(all).toFixed(0)],
  [
    'pauses served %',
    (all) => {
      const pauses = sum(all, (one) => one.pauses)
      return `${((100 * sum(all, (one) => one.served)) / pauses).toFixed(0)} of ${pauses}`
    },
  ],
  [
    'fetched, over the model, p50 ms',
    (all) => {
      const { median, n } = summary(all.flatMap((one) => one.fetchedMs))
      return `${median.toFixed(0)} of ${n}`
    },
  ],
]

function unused(all: readonly Counts[]): number {
  const calls = all.flatMap((one) => one.calls)
  const seen = sum(calls, (call) => (call.wasShown ? call.tokens : 0))
  return 100 * (1 - seen / sum(calls, (call) => call.tokens))
}

const row = (cell: string, all: readonly Counts[]): string =>
  `| ${cell} | ${COLUMNS.map(([, of]) => of(all)).join(' | ')} |`

console.log(`${values.traces} traces of ${values.keys} keys a cell, in virtual time\n`)
console.log(`| key / model ms | ${COLUMNS.map(([name]) => name).join(' | ')} |`)
console.log(`|---|${COLUMNS.map(() => '---:|').join('')}`)
const every: Counts[] = []
for (const cell of values.cells.split(',')) {
  const seeds = Array.from({ length: Number(values.traces) }, (_, at) => at + Number(values.seed))
  const counts = await Promise.all(seeds.map((seed) => typed(cell, seed)))
  console.log(row(cell, counts))
  every.push(...counts)
}
console.log(row('all', every))
