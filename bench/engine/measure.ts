// Runs every variant over every hole and prints the tables.
import { performance } from 'node:perf_hooks'
import type { Engine } from '../../engine/index.ts'
import { summary } from '../support/report.ts'
import { baselinesOn } from './baselines.ts'
import { printCalibration, type Stated } from './calibration.ts'
import { type Hole, KINDS, type Kind } from './holes.ts'
import { engineOn, history, type Material, snapshots } from './material.ts'
import { FIGURES_HEAD, figuresOf, figuresRow, type Scored, scored } from './score.ts'

type Role = Parameters<typeof snapshots>[0]

export function measure(role: Role, options: { perKind: number; seed: number }): void {
  const times: number[] = []
  report('snapshot', snapshots(role, options), times)
  const { seed } = options
  const grown = history(role, { seed, origin: 'grown' })
  report('lines that later commits added to files that were there', grown, times)
  report('lines of files that later commits began', history(role, { seed, origin: 'new' }), times)
  const { n, median, p95, p99 } = summary(times)
  const ms = [median, p95, p99].map((value) => value.toFixed(2)).join(' / ')
  console.log(`\nanswer, ms, p50 / p95 / p99: ${ms} (n ${n})`)
}

function report(title: string, all: Iterable<Material>, times: number[]): void {
  const scores = new Map<string, Scored[]>()
  const stated: Stated[] = []
  for (const material of all) {
    const engine = engineOn(material.files)
    const baselines = baselinesOn(material.files)
    for (const hole of material.holes) {
      const keep = (variant: string, said: string | undefined): Scored => {
        const score = scored(hole, said)
        const key = `${hole.kind}/${variant}`
        scores.set(key, [...(scores.get(key) ?? []), score])
        return score
      }
      for (const [name, baseline] of Object.entries(baselines)) keep(name, baseline(hole))
      const asked = questionOf(hole)
      keep('engine, always speaking', engine.draft(asked)?.line.writing.text)
      const startedAt = performance.now()
      const suggestion = engine.suggest(asked)
      times.push(performance.now() - startedAt)
      const { isRight } = keep('engine, gated', suggestion?.text)
      if (suggestion) stated.push({ confidence: suggestion.confidence, isRight })
    }
  }
  for (const kind of KINDS) printKind(title, kind, scores)
  printCalibration(title, stated)
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
