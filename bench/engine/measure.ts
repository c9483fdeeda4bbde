// Runs every variant over every hole and prints the tables.
import { performance } from 'node:perf_hooks'
import type { Engine } from '../../engine/index.ts'
import { summary } from '../support/report.ts'
import { baselinesOn } from './baselines.ts'
import type { Hole } from './holes.ts'
import { ORIGIN_TITLES, type Origin } from './later.ts'
import { engineOn, history, type Material, releases, snapshots } from './material.ts'
import { Person } from './person.ts'
import { Results } from './results.ts'
import { type Scored, scored } from './score.ts'

type Role = Parameters<typeof snapshots>[0]

const PER_COMMIT = 12

interface Parts {
  results: Results
  times: number[]
  person: Person | undefined
}

/** Whose holes are measured, in the order of the report. */
const SOURCES = ['snapshot', 'releases', 'history'] as const

export function measure(role: Role, { perKind, seed }: { perKind: number; seed: number }): void {
  const makers = {
    snapshot: () => snapshots(role, { perKind, seed }),
    releases: () => releases(role, { perStep: perKind, seed }),
    history: () => history(role, { perStep: PER_COMMIT, seed }),
  }
  const times: number[] = []
  const results = new Results()
  for (const source of SOURCES) {
    // One person wrote this project; a release is the work of many.
    const person = source === 'history' ? new Person() : undefined
    for (const material of makers[source]()) {
      askAll(material, { results, times, person })
    }
  }
  results.print()
  const { n, median, p95, p99 } = summary(times)
  const ms = [median, p95, p99].map((value) => value.toFixed(2)).join(' / ')
  console.log(`\nanswer, ms, p50 / p95 / p99: ${ms} (n ${n})`)
}

function askAll({ repository, title, files, rounds }: Material, parts: Parts): void {
  const { person, results } = parts
  const engine = engineOn(files)
  results.repository = repository
  // Commits follow each other with most files the same; repositories have nothing in common.
  const baselines = person?.baselines ?? baselinesOn(files)
  baselines.sync(files)
  for (const { holes, done } of rounds) {
    for (const hole of holes) {
      const titles = titlesOf(title, hole.origin)
      for (const [row, baseline] of Object.entries(baselines.byName)) {
        keepScore(parts, titles, `${hole.kind}/${row}`, scored(hole, baseline(hole)))
      }
      ask(engine, hole, titles, parts)
    }
    if (done) for (const one of [engine.workspace, baselines]) one.take(done.name, done.text)
  }
  person?.wrote(
    engine,
    rounds.flatMap(({ holes }) => holes),
  )
}

/** What was written later counts twice: by where it comes from, and all together. */
function titlesOf(title: string, origin: Origin | undefined): string[] {
  if (!origin) return [title]
  return [`${title}, ${ORIGIN_TITLES[origin]}`, `releases and commits, ${ORIGIN_TITLES[origin]}`]
}

function keepScore({ results }: Parts, titles: string[], row: string, score: Scored): void {
  for (const title of titles) results.keep(title, row, score)
}

function ask(engine: Engine, hole: Hole, titles: string[], parts: Parts): void {
  const { results, times, person } = parts
  const asked = questionOf(hole)
  const always = scored(hole, engine.draft(asked)?.line.writing.text)
  keepScore(parts, titles, `${hole.kind}/engine, always speaking`, always)
  const startedAt = performance.now()
  const suggestion = engine.suggest(asked)
  times.push(performance.now() - startedAt)
  const score = scored(hole, suggestion?.text)
  keepScore(parts, titles, `${hole.kind}/engine, gated`, score)
  if (suggestion) {
    const stated = { confidence: suggestion.confidence, isRight: score.isRight }
    for (const title of titles) results.keepStated(title, stated)
  }
  const own = person?.suggestion(engine, asked)
  if (!person) return
  const ownScore = scored(hole, own?.text)
  keepScore(parts, titles.slice(0, 1), `${hole.kind}/engine, gated, self-calibrated`, ownScore)
  if (own) {
    const stated = { confidence: own.confidence, isRight: ownScore.isRight }
    results.keepStated(`${titles[0]}, self-calibrated`, stated)
  }
}

function questionOf({ file, prefix, suffix }: Hole): Parameters<Engine['suggest']>[0] {
  return { name: file, prefix, suffix, maxLines: 1 }
}
