// The questions of the routing bench, each with its bars.
import { setTimeout as pause } from 'node:timers/promises'
import { type Bar, summary } from '../support/report.ts'
import { type Load, type Outcome, run } from './load.ts'
import { type Stand, startStand } from './stand.ts'
import type { Illness, ReplicaScript } from './words.ts'

export interface Bench {
  readonly random: () => number
  /** Of each phase. */
  readonly seconds: number
}

export const WELL: ReplicaScript = {
  places: 64,
  fastestMs: 20,
  slowestMs: 40,
  slowShare: 0,
  slowMs: 0,
}
const ILLNESSES: Illness[] = ['refuse', 'reset', 'hang', '500', '429']
const PER_SECOND = 100
const RECOVERS_WITHIN_MS = 60_000

export const deployment = (name: string, replicas: number, more = ''): string =>
  `  - name: ${name}\n    family: codestral\n    provider: openai\n${more}    replicas:\n${Array.from({ length: replicas }, (_, i) => `      - url: "\${r${i}}"\n`).join('')}`

export function print(what: string, { asked, latenciesMs, refused, left, failed }: Outcome): void {
  const { median, p95, p99 } = summary(latenciesMs)
  const figures = [median, p95, p99].map((ms) => ms.toFixed(0)).join(' | ')
  console.log(`| ${what} | ${asked} | ${figures} | ${failed} | ${refused} | ${left} |`)
}

export const printHead = (): void => {
  console.log('| phase | asked | median ms | p95 | p99 | failed | refused | left |')
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|')
}

/** One of three replicas falls ill in every way, one after the other. */
export async function illnesses({ random, seconds }: Bench): Promise<Bar[]> {
  const yaml = `deployments:\n${deployment('m', 3)}`
  const stand = await startStand([WELL, WELL, WELL], yaml)
  const load = { url: stand.gateway.url, perSecond: PER_SECOND, seconds, random }
  await run({ ...load, seconds: 5 })
  printHead()
  const bars: Bar[] = []
  for (const illness of ILLNESSES) {
    const before = await run(load)
    print(`before ${illness}`, before)
    bars.push(...(await ill(stand, load, { illness, before })))
    await recovered(stand, load)
  }
  await stand.stop()
  return bars
}

async function ill(
  stand: Stand,
  load: Load,
  { illness, before }: { illness: Illness; before: Outcome },
): Promise<Bar[]> {
  const callsBefore = (await stand.status())[0]?.calls ?? 0
  await stand.fall(0, illness)
  const during = await run(load)
  const wasted = ((await stand.status())[0]?.calls ?? 0) - callsBefore
  await stand.fall(0, 'none')
  print(`during ${illness} (${wasted} calls wasted)`, during)
  const p99Before = summary(before.latenciesMs).p99
  return [
    { what: `${illness}: clients that failed`, figure: during.failed + during.refused, limit: 0 },
    { what: `${illness}: % of calls wasted`, figure: (100 * wasted) / during.asked, limit: 1 },
    {
      what: `${illness}: p99 during ÷ before`,
      figure: summary(during.latenciesMs).p99 / p99Before,
      limit: 1.5,
    },
  ]
}

/** Until the gateway has noticed that it is well again. */
async function recovered(stand: Stand, load: Load): Promise<void> {
  const until = performance.now() + RECOVERS_WITHIN_MS
  while (performance.now() < until) {
    await run({ ...load, seconds: 1 })
    if ((await stand.status()).every(({ breaker }) => breaker === 'closed')) return
  }
  throw new Error('a replica that is well again was not noticed')
}

/** Two replicas, where one call in twenty takes 2 s; and one of them alone, where nobody can be asked as well. */
export async function slowCalls({ random, seconds }: Bench): Promise<Bar[]> {
  const slow = { ...WELL, slowShare: 0.05, slowMs: 2_000 }
  const yaml = `deployments:\n${deployment('pair', 2)}${deployment('alone', 1)}rules:\n  - { name: alone, when: { header: { X-Alone: yes } }, use: alone }\n  - { name: rest, use: pair }\n`
  const stand = await startStand([slow, slow], yaml.replace('yes', '"yes"'))
  const load = { url: stand.gateway.url, perSecond: PER_SECOND, seconds: 2 * seconds, random }
  printHead()
  const alone = await run({ ...load, headers: { 'x-alone': 'yes' } })
  print('unhedged', alone)
  await run({ ...load, seconds: 10 })
  const before = total(await stand.calls())
  const pair = await run(load)
  const extra = (total(await stand.calls()) - before) / pair.asked - 1
  print('hedged', pair)
  await stand.stop()
  return [
    {
      what: '5 % slow calls: p99 hedged ÷ unhedged',
      figure: summary(pair.latenciesMs).p99 / summary(alone.latenciesMs).p99,
      limit: 0.25,
    },
    { what: '5 % slow calls: % more calls', figure: 100 * extra, limit: 5 },
  ]
}

const total = (calls: readonly number[]): number => calls.reduce((sum, one) => sum + one, 0)

const PLACES = 8
const PATIENCE_MS = 1_000

/** A name, what the configuration says, and headers. */
const VARIANTS: [string, string, Record<string, string>][] = [
  ['all are sent on', '    maxConcurrency: 10000\n', {}],
  ['shed by deadline', '', { 'x-midfill-timeout-ms': String(PATIENCE_MS) }],
]

/** Three times what a server can do, asked by people who leave after 1 s. */
export async function overload({ random, seconds }: Bench): Promise<Bar[]> {
  const script = { ...WELL, places: PLACES, fastestMs: 150, slowestMs: 250 }
  const perSecond = (3 * PLACES * 1_000) / 200
  printHead()
  const inTime: number[] = []
  for (const [name, more, headers] of VARIANTS) {
    const stand = await startStand([script], `deployments:\n${deployment('m', 1, more)}`)
    const load = { url: stand.gateway.url, random, patienceMs: PATIENCE_MS, headers }
    await run({ ...load, perSecond: 20, seconds: 5 })
    const outcome = await run({ ...load, perSecond, seconds })
    print(name, outcome)
    inTime.push(outcome.latenciesMs.length)
    await stand.stop()
    await pause(1_000)
  }
  const [sentOn = 0, shed = 0] = inTime
  console.log(`in time: ${sentOn} without shedding, ${shed} with`)
  return [
    {
      what: '3 × overload: answers in time, shed ÷ sent on',
      figure: shed / Math.max(1, sentOn),
      limit: 3,
      atLeast: true,
    },
  ]
}
