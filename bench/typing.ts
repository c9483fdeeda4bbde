// How well does the language server keep up with somebody who types, against tabby-agent in the same run?
//
// npm run bench -- typing [--keys 150] [--traces 1] [--cells 60/50,150/200] [--peers midfill,bare] [--seed 1]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cpuMs } from './support/cpu.ts'
import { residentMb } from './support/memory.ts'
import { seededRandom, shuffled } from './support/random.ts'
import { type Bar, printBars, printMachine, summary } from './support/report.ts'
import { startFakeModel } from './typing/fake-model.ts'
import {
  all,
  answered,
  closing,
  perHundred,
  type Run,
  served,
  sum,
  unused,
} from './typing/figures.ts'
import { type Peer, startBare, startMidfill, startTabby } from './typing/peers.ts'
import { PAUSE_MS, traceOf } from './typing/trace.ts'
import { typeTrace } from './typing/typist.ts'

const ALL_CELLS = '60/50,60/200,60/500,150/50,150/200,150/500,300/50,300/200,300/500'
/** Nothing in them looks like a secret: the model would be shown something else than was typed. */
const FILES = ['engine/draft.ts', 'lsp/gateway.ts', 'lsp/models.ts', 'grammars/scope.ts']
const PEERS: Record<string, (url: string) => Promise<Peer>> = {
  midfill: startMidfill,
  'tabby-agent': startTabby,
  bare: startBare,
}

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '150' },
    traces: { type: 'string', default: '1' },
    cells: { type: 'string', default: ALL_CELLS },
    peers: { type: 'string', default: Object.keys(PEERS).join() },
    seed: { type: 'string', default: '1' },
  },
})

async function runOne(name: string, cell: string, seed: number): Promise<Run> {
  const [keyMs = 0, latencyMs = 0] = cell.split('/').map(Number)
  const whole = readFileSync(FILES[seed % FILES.length] ?? '', 'utf8')
  const trace = traceOf(whole, { keyMs, keys: Number(values.keys), random: seededRandom(seed) })
  const model = await startFakeModel(seededRandom(seed + 1_000))
  Object.assign(model, { latencyMs, whole })
  const peer = await PEERS[name]?.(model.url)
  if (!peer) throw new Error(`there is no peer "${name}"`)
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  // What opening a document costs is paid once: the keys are counted from then on.
  let cpuBefore = 0
  const typed = await typeTrace(peer, model, trace, () => {
    cpuBefore = cpuMs(peer.pid)
  })
  const cpuMsPerKey = (cpuMs(peer.pid) - cpuBefore) / typed.keys
  const peakMb = residentMb(peer.pid)
  peer.close()
  model.close()
  const { initializeMs } = peer
  return { ...typed, cell, peer: name, calls: model.calls, cpuMsPerKey, peakMb, initializeMs }
}

const COLUMNS: [string, (runs: Run[]) => string][] = [
  ['keys', (runs) => String(sum(runs, ({ keys }) => keys))],
  ['requests / 100 keys', (runs) => perHundred(runs).toFixed(1)],
  ['unused tokens %', (runs) => unused(runs).toFixed(0)],
  [
    'keys that follow, answered %',
    (runs) => `${answered(runs).toFixed(1)} of ${sum(runs, (r) => r.following)}`,
  ],
  ['their p50; p99 ms', (runs) => ms(all(runs, (run) => run.followingMs))],
  ['requests from them', (runs) => String(sum(runs, (run) => run.followingCalls))],
  ['pauses served %', (runs) => `${served(runs).toFixed(0)} of ${sum(runs, (run) => run.pauses)}`],
  [
    'fetched, over the model, p50 ms',
    (runs) => summary(all(runs, (run) => run.fetchedMs)).median.toFixed(0),
  ],
  ['stale (the latest, ms after the newer key)', (runs) => stale(all(runs, (run) => run.staleMs))],
  ['replaced, told after p50; p99 ms', (runs) => ms(all(runs, (run) => run.replacedMs))],
  ['closed after divergence p50; p99 ms', (runs) => ms(closing(runs))],
  ['CPU ms / key', (runs) => summary(runs.map((run) => run.cpuMsPerKey)).median.toFixed(2)],
  ['MB', (runs) => Math.max(...runs.map((run) => run.peakMb)).toFixed(0)],
  ['initialize ms', (runs) => summary(runs.map((run) => run.initializeMs)).median.toFixed(0)],
]
/** One within a few ms was on its way when the key was pressed: no server can take it back. */
const stale = (samples: number[]): string =>
  samples.length === 0 ? '0' : `${samples.length} (${Math.max(...samples).toFixed(1)})`
const ms = (samples: number[]): string => {
  const { median, p99 } = summary(samples)
  return `${median.toFixed(1)}; ${p99.toFixed(1)}`
}

function printTable(runs: readonly Run[]): void {
  console.log(`| key / model ms | server | ${COLUMNS.map(([name]) => name).join(' | ')} |`)
  console.log(`|---|---|${COLUMNS.map(() => '---:|').join('')}`)
  for (const cell of [...values.cells.split(','), 'all']) {
    for (const peer of values.peers.split(',')) {
      const own = runs.filter((run) => run.peer === peer && (cell === 'all' || run.cell === cell))
      console.log(`| ${cell} | ${peer} | ${COLUMNS.map(([, of]) => of(own)).join(' | ')} |`)
    }
  }
}

function bars(runs: Run[]): Bar[] {
  const own = runs.filter(({ peer }) => peer === 'midfill')
  const at = (cell: string): Run[] => own.filter((run) => run.cell === cell)
  const following = summary(all(own, (run) => run.followingMs))
  const cells = values.cells.split(',')
  return [
    { what: 'keys that follow: answered %', figure: answered(own), limit: 99, atLeast: true },
    { what: 'keys that follow: p50 ms', figure: following.median, limit: 2 },
    { what: 'keys that follow: p99 ms', figure: following.p99, limit: 10 },
    { what: 'keys that follow: requests', figure: sum(own, (run) => run.followingCalls), limit: 0 },
    {
      what: 'requests / 100 keys, worst cell',
      figure: Math.max(...cells.map((c) => perHundred(at(c)))),
      limit: 8,
    },
    { what: 'unused tokens %', figure: unused(own), limit: 35 },
    { what: 'pauses served at 150/200 %', figure: served(at('150/200')), limit: 90, atLeast: true },
    { what: 'pauses served at 150/500 %', figure: served(at('150/500')), limit: 75, atLeast: true },
    { what: 'pauses served at 60/200 %', figure: served(at('60/200')), limit: 70, atLeast: true },
    {
      what: 'fetched, over the model, at 150/200 ms',
      figure: summary(all(at('150/200'), (run) => run.fetchedMs)).median,
      limit: 40,
    },
    { what: 'closed after divergence, p99 ms', figure: summary(closing(own)).p99, limit: 10 },
    { what: 'stale answers', figure: all(own, (run) => run.staleMs).length, limit: 0 },
    {
      what: 'replaced requests told, p99 ms',
      figure: summary(all(own, (run) => run.replacedMs)).p99,
      limit: 5,
    },
    { what: 'CPU ms / key', figure: summary(own.map((run) => run.cpuMsPerKey)).median, limit: 2 },
    { what: 'MB', figure: Math.max(...own.map((run) => run.peakMb)), limit: 90 },
    {
      what: 'initialize ms',
      figure: summary(own.map((run) => run.initializeMs)).median,
      limit: 250,
    },
  ]
}

async function main(): Promise<void> {
  printMachine()
  const random = seededRandom(Number(values.seed))
  const runs: Run[] = []
  for (const cell of values.cells.split(',')) {
    for (let trace = 0; trace < Number(values.traces); trace += 1) {
      for (const peer of shuffled(values.peers.split(','), random)) {
        runs.push(await runOne(peer, cell, Number(values.seed) + trace))
      }
    }
  }
  console.log(`seed ${values.seed}, ${values.traces} traces of ${values.keys} keys a cell\n`)
  printTable(runs)
  console.log()
  printBars(bars(runs))
}

main().then(() => process.exit(0))
