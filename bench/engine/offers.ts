// What the engine offers on the holes that told confidence is fitted to.
import type { Engine } from '../../engine/index.ts'
import { offerTrials } from '../../engine/self-calibration.ts'
import type { SourceFile } from './download.ts'
import type { Offers, OfferTrial } from './fit-told.ts'
import type { Hole } from './holes.ts'
import { history, type Material, releases, snapshots } from './material.ts'

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
    for (const material of sources[source])
      yield { source, trials: trialsOf(engineOn(material.files), material) }
  }
}

function trialsOf(engine: Engine, { rounds }: Material): OfferTrial[] {
  const trials: OfferTrial[] = []
  for (const { holes, done } of rounds) {
    for (const hole of holes) {
      const { origin } = hole
      trials.push(...offerTrials(engine, asked(hole)).map((trial) => ({ ...trial, origin })))
    }
    if (done) engine.workspace.take(done.name, done.text)
  }
  return trials
}

const asked = ({ file, prefix, suffix, truth }: Hole) => ({ name: file, prefix, suffix, truth })
