// The five parts of the question: each measures, prints its tables, and gives the bars that it is about.
import type { ChildProcess } from 'node:child_process'
import { type Bar, medianRatio, printRows, summary } from '../support/report.ts'
import { hold } from './held.ts'
import { leave } from './leavers.ts'
import type { Peer } from './peers.ts'
import type { Asked } from './requests.ts'
import {
  interleaved,
  type LoadFigures,
  type Rows,
  rowsOf,
  type Shape,
  type Stand,
} from './stand.ts'

export interface Bench extends Stand {
  upstream: ChildProcess
  rounds: number
  /** The upstream, without anything before it. */
  direct: Peer
  /** The gateway first, the bare proxy second. */
  peers: readonly [Peer, Peer, ...Peer[]]
}

const SECONDS = 1_000
const PATIENCE_MS = 10_000
const CUTS = 40

const perRequest = ({ cpuMs, latenciesMs }: LoadFigures): number =>
  (cpuMs * 1_000) / latenciesMs.length
const perSecondOfCpu = ({ cpuMs, latenciesMs }: LoadFigures): number =>
  (latenciesMs.length * SECONDS) / cpuMs

function shape(asked: Asked, connections: number, durationMs: number): Shape {
  return { asked, connections, durationMs, spreadMs: 0, perConnection: 0, patienceMs: PATIENCE_MS }
}

function cpuFigures(bench: Bench, peers: readonly Peer[], load: Shape, warmUpMs: number) {
  return interleaved(bench, peers, { rounds: bench.rounds, warmUpMs, shape: load })
}

export async function wholeAnswers(bench: Bench): Promise<Bar[]> {
  const load = shape({ manner: 'json', form: 'whole' }, 32, 1.2 * SECONDS)
  const figures = await cpuFigures(bench, bench.peers, load, 4 * SECONDS)
  const cpu = rowsOf(figures, perRequest)
  printRows(cpu, 'node', 'JSON, 32 at once: CPU µs a request')
  const rates = rowsOf(figures, perSecondOfCpu)
  printRows(rates, 'node', 'JSON, 32 at once: requests in a second of CPU')
  return ratioBars(bench, cpu, { what: 'CPU of a JSON answer', limit: 1.5 })
}

export async function oneAtATime(bench: Bench): Promise<Bar[]> {
  const all = [bench.direct, ...bench.peers]
  const load = shape({ manner: 'json', form: 'whole' }, 1, 0.4 * SECONDS)
  const plan = { rounds: bench.rounds * 2, warmUpMs: SECONDS, shape: load }
  const figures = await interleaved(bench, all, plan)
  printRows(latencies(figures), 'direct', 'JSON, one at a time: µs to the answer')
  const medians = rowsOf(figures, ({ latenciesMs }) => summary(latenciesMs).median * 1_000)
  const direct = medians.direct ?? []
  const added = Object.fromEntries(
    Object.entries(medians).map(([name, us]) => [
      name,
      us.map((one, at) => one - (direct[at] ?? 0)),
    ]),
  )
  delete added.direct
  printRows(added, 'node', 'JSON, one at a time: µs added to the median')
  return ratioBars(bench, added, { what: 'time added to a JSON answer', limit: 5, base: 'nginx' })
}

export async function streams(bench: Bench): Promise<Bar[]> {
  const [gateway, node, ...others] = bench.peers
  const plainText: Peer = {
    ...gateway,
    name: `${gateway.name}, plain text`,
    words: (asked) => gateway.words({ ...asked, form: 'text' }),
  }
  const peers = [gateway, plainText, node, ...others]
  const burst = shape({ manner: 'burst', form: 'stream' }, 32, 1.2 * SECONDS)
  const bursts = rowsOf(await cpuFigures(bench, peers, burst, 3 * SECONDS), perRequest)
  printRows(bursts, 'node', '33 events at once, 32 streams: CPU µs a stream')
  const pace = shape({ manner: 'paced', form: 'stream' }, 40, 1.5 * SECONDS)
  const paced = rowsOf(await cpuFigures(bench, peers, pace, SECONDS), perRequest)
  printRows(paced, 'node', '33 events 5 ms apart, 40 streams: CPU µs a stream')
  return [
    ...ratioBars(bench, bursts, { what: 'CPU of a stream in one burst', limit: 1.2 }),
    ...ratioBars(bench, paced, { what: 'CPU of a paced stream', limit: 1.2 }),
  ]
}

export async function heldStreams(bench: Bench): Promise<Bar[]> {
  const latenciesMs: Rows = {}
  const bars: Bar[] = []
  for (const peer of [bench.direct, ...bench.peers]) {
    const held = await hold(bench, peer)
    latenciesMs[peer.name] = held.latenciesMs
    const mb = held.peakMb.toFixed(0)
    console.log(`${peer.name}: ${held.errors} errors, peak ${mb} MB. ${held.firstError}`)
    if (peer !== bench.peers[0]) continue
    bars.push({ what: '4,000 streams: errors', figure: held.errors, limit: 0 })
    bars.push({ what: '4,000 streams: peak resident MB', figure: held.peakMb, limit: 256 })
  }
  printRows(latenciesMs, 'direct', '4,000 streams, first token after 1 s: ms to the end')
  const median = (name: string): number => summary(latenciesMs[name] ?? []).median
  const ratio = median(bench.peers[0].name) / median('direct')
  return [...bars, { what: '4,000 streams: p50 ÷ direct', figure: ratio, limit: 1.5 }]
}

export async function leavers(bench: Bench): Promise<Bar[]> {
  const { delaysMs, closed } = await leave(bench.upstream, [bench.direct, ...bench.peers], {
    cuts: CUTS,
    random: bench.random,
  })
  for (const one of closed) {
    console.log(`${one.peer}, client leaves ${one.moment}: ${one.closed} of ${one.cuts} closed`)
  }
  const inMicroseconds = Object.entries(delaysMs).map(([name, ms]) => [
    name,
    ms.map((one) => one * 1_000),
  ])
  printRows(
    Object.fromEntries(inMicroseconds),
    'direct',
    "client leaves: µs until the model's socket is closed",
  )
  const [{ name }] = bench.peers
  const own = closed.filter(({ peer }) => peer === name)
  const share = own.reduce((sum, one) => sum + one.closed, 0) / (CUTS * own.length)
  return [
    { what: 'client leaves: share closed', figure: share, limit: 1, atLeast: true },
    { what: 'client leaves: p99 ms', figure: summary(delaysMs[name] ?? []).p99, limit: 10 },
  ]
}

const latencies = (figures: ReadonlyMap<string, LoadFigures[]>): Rows =>
  Object.fromEntries(
    [...figures].map(([name, rounds]) => [
      name,
      rounds.flatMap(({ latenciesMs }) => latenciesMs.map((ms) => ms * 1_000)),
    ]),
  )

function ratioBars(
  { peers: [gateway] }: Bench,
  rows: Rows,
  { what, limit, base = 'node' }: { what: string; limit: number; base?: string },
): Bar[] {
  const samples = rows[base]
  if (!samples) return []
  const figure = medianRatio(rows[gateway.name] ?? [], samples)
  return [{ what: `${what} ÷ ${base}`, figure, limit }]
}
