// What the engine offers on the holes that told confidence is fitted to, and what it finds of each workspace.
import type { Engine } from '../../engine/index.ts'
import { offerTrials, type Trial } from '../../engine/self-calibration.ts'
import type { SourceFile } from './download.ts'
import type { Offers } from './fit-told.ts'
import type { Hole } from './holes.ts'
import { history, type Material, releases, snapshots } from './material.ts'
import { Survey } from './survey.ts'

/** Holes of a release and of a commit, against those of a snapshot. */
const RELEASE_SHARE = 0.5
const COMMIT_SHARE = 0.02

type Role = Parameters<typeof snapshots>[0]

export function* offersOf(
  role: Role,
  { perKind, seed }: { perKind: number; seed: number },
  engineOn: (files: readonly SourceFile[]) => Engine,
): Generator<Offers> {
  const sources = {
    snapshot: snapshots(role, { perKind, seed }),
    releases: releases(role, { perStep: Math.ceil(perKind * RELEASE_SHARE), seed }),
    commits: history(role, { perStep: Math.ceil(perKind * COMMIT_SHARE), seed }),
  }
  for (const source of ['snapshot', 'releases', 'commits'] as const) {
    const own = source === 'commits' ? new Survey() : undefined
    for (const material of sources[source]) {
      const engine = engineOn(material.files)
      const probes = (own ?? new Survey()).probesOf(engine, material.files).trials
      yield { repository: material.repository, source, probes, trials: trialsOf(engine, material) }
    }
  }
}

/**
 * Whoever changes a line has the old one before them, and the hole does not: such lines are left out, and so are those
 * of new files.
 */
function trialsOf(engine: Engine, { rounds }: Material): Trial[] {
  const trials: Trial[] = []
  for (const { holes, done } of rounds) {
    for (const hole of holes) {
      if (hole.origin && hole.origin !== 'added') continue
      trials.push(...offerTrials(engine, asked(hole)).map(withoutFound))
    }
    if (done) engine.workspace.take(done.name, done.text)
  }
  return trials
}

const asked = ({ file, prefix, suffix, truth }: Hole) => ({ name: file, prefix, suffix, truth })

/** What the workspace adds is not known before the fit. */
const withoutFound = ({ features, isRight }: Trial): Trial => ({
  features: features.slice(0, -1),
  isRight,
})
