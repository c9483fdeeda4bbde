// Runs every variant over every hole and prints the tables.
import { performance } from 'node:perf_hooks'
import type { Engine } from '../../engine/index.ts'
import { summary } from '../support/report.ts'
import { type Baselines, baselinesOn } from './baselines.ts'
import { printCalibration, type Stated } from './calibration.ts'
import { type Hole, KINDS, type Kind } from './holes.ts'
import { ORIGIN_TITLES } from './later.ts'
import { engineOn, history, type Material, releases, snapshots } from './material.ts'
import { FIGURES_HEAD, figuresOf, figuresRow, type Scored, scored } from './score.ts'

type Role = Parameters<typeof snapshots>[0]

const PER_RELEASE = 200
const PER_COMMIT = 30

/** Whose holes are measured, in the order of the report. */
const SOURCES = ['snapshot', 'releases', 'history'] as const

export function measure(role: Role, { perKind, seed }: { perKind: number; seed: number }): void {
  const makers = {
    snapshot: () => snapshots(role, { perKind, seed }),
    releases: () => releases(role, { perStep: PER_RELEASE, seed }),
    history: () => history(role, { perStep: PER_COMMIT, seed }),
  }
  const times: number[] = []
  for (const source of SOURCES) report(makers[source](), times)
  const { n, median, p95, p99 } = summary(times)
  const ms = [median, p95, p99].map((value) => value.toFixed(2)).join(' / ')
  console.log(`\nanswer, ms, p50 / p95 / p99: ${ms} (n ${n})`)
}

/** Scores and stated confidences by the title that they are printed under. */
class Results {
  readonly scores = new Map<string, Map<string, Scored[]>>()
  readonly stated = new Map<string, Stated[]>()

  keep(title: string, row: string, score: Scored): void {
    const rows = this.scores.get(title) ?? new Map<string, Scored[]>()
    const scores = rows.get(row) ?? []
    scores.push(score)
    this.scores.set(title, rows.set(row, scores))
  }

  keepStated(title: string, stated: Stated): void {
    const all = this.stated.get(title) ?? []
    all.push(stated)
    this.stated.set(title, all)
  }

  print(): void {
    for (const [title, rows] of this.scores) {
      for (const kind of KINDS) printKind(title, kind, rows)
      printCalibration(title, this.stated.get(title) ?? [])
    }
  }
}

function report(all: Iterable<Material>, times: number[]): void {
  const results = new Results()
  for (const material of all) askAll(material, results, times)
  results.print()
}

function askAll({ title, files, rounds }: Material, results: Results, times: number[]): void {
  const engine = engineOn(files)
  const baselines = baselinesOn(files)
  for (const { holes, done } of rounds) {
    for (const hole of holes) {
      const name = hole.origin ? `${title}, ${ORIGIN_TITLES[hole.origin]}` : title
      askBaselines(baselines, hole, { name, results })
      times.push(ask(engine, hole, { name, results }))
    }
    if (done) for (const one of [engine.workspace, baselines]) one.take(done.name, done.text)
  }
}

interface Into {
  name: string
  results: Results
}

function askBaselines({ byName }: Baselines, hole: Hole, { name, results }: Into): void {
  for (const [row, baseline] of Object.entries(byName)) {
    results.keep(name, `${hole.kind}/${row}`, scored(hole, baseline(hole)))
  }
}

/** Returns the time of the answer in ms. */
function ask(engine: Engine, hole: Hole, { name, results }: Into): number {
  const asked = questionOf(hole)
  const always = scored(hole, engine.draft(asked)?.line.writing.text)
  results.keep(name, `${hole.kind}/engine, always speaking`, always)
  const startedAt = performance.now()
  const suggestion = engine.suggest(asked)
  const ms = performance.now() - startedAt
  const score = scored(hole, suggestion?.text)
  results.keep(name, `${hole.kind}/engine, gated`, score)
  if (suggestion) {
    results.keepStated(name, { confidence: suggestion.confidence, isRight: score.isRight })
  }
  return ms
}

function questionOf({ file, prefix, suffix }: Hole): Parameters<Engine['suggest']>[0] {
  return { name: file, prefix, suffix, maxLines: 1 }
}

function printKind(title: string, kind: Kind, scores: ReadonlyMap<string, Scored[]>): void {
  console.log(`\n${kind}, ${title}\n\n${FIGURES_HEAD}`)
  for (const [key, all] of scores) {
    const [of, variant = ''] = key.split('/')
    if (of === kind) console.log(figuresRow(variant, figuresOf(all)))
  }
}
