// Fits everything on dev repositories, dev commits and dev seeds, and writes engine/weights.ts.
import { writeFileSync } from 'node:fs'
import type { Engine } from '../../engine/index.ts'
import type { MixingWeights } from '../../engine/mixing.ts'
import { lineTrials, offerTrials, type Trial } from '../../engine/self-calibration.ts'
import { seededRandom } from '../support/random.ts'
import { type Event, eventsOf } from './events.ts'
import { fitted } from './fit.ts'
import { fittedConfidence } from './fit-confidence.ts'
import { fittedCorrection } from './fit-correction.ts'
import type { Hole } from './holes.ts'
import { engineOn, history, releases, snapshots } from './material.ts'

const MIXING_SEED = 991
const CONFIDENCE_SEED = 992
const STATED_SEED = 993

/** Holes of a release and of a commit, against those of a snapshot. */
const RELEASE_SHARE = 0.3
const COMMIT_SHARE = 0.02

/** `perKind`: holes per repository and kind. */
export function fitAndWrite(path: string, perKind: number): void {
  const events: Event[] = []
  for (const { engine, hole } of dev(MIXING_SEED, perKind)) events.push(...eventsOf(engine, hole))
  const linear = fitted(events, seededRandom(5))
  const weights = { ...linear, correction: fittedCorrection(events, linear, seededRandom(8)) }
  // Other holes than those of the mixing: it is more certain of what it has seen.
  const trials: Trial[] = []
  for (const { engine, hole } of dev(CONFIDENCE_SEED, perKind)) {
    engine.weights = weights
    trials.push(...lineTrials(engine, asked(hole)))
  }
  const confidence = fittedConfidence(trials, seededRandom(6))
  const offers: Trial[] = []
  for (const { engine, hole } of dev(STATED_SEED, perKind)) {
    Object.assign(engine, { weights, confidenceWeights: confidence, statedWeights: [1, 0] })
    offers.push(...offerTrials(engine, asked(hole)))
  }
  const stated = fittedConfidence(offers, seededRandom(7))
  console.log(`confidence: ${trials.length} lines and pieces`)
  writeFileSync(path, fileOf(weights, { confidence, stated }))
}

/** Every hole of every dev material, before an engine that knows what was written before it. */
function* dev(seed: number, perKind: number): Generator<{ engine: Engine; hole: Hole }> {
  const all = [
    snapshots('dev', { perKind, seed }),
    releases('dev', { perStep: Math.ceil(perKind * RELEASE_SHARE), seed }),
    history('dev', { perStep: Math.ceil(perKind * COMMIT_SHARE), seed }),
  ]
  for (const materials of all) {
    for (const { files, rounds } of materials) {
      const engine = engineOn(files)
      for (const { holes, done } of rounds) {
        for (const hole of holes) yield { engine, hole }
        if (done) engine.workspace.take(done.name, done.text)
      }
    }
  }
}

const asked = ({ file, prefix, suffix, truth }: Hole) => ({ name: file, prefix, suffix, truth })

function fileOf(
  { candidates, none, correction }: MixingWeights,
  { confidence, stated }: { confidence: readonly number[]; stated: readonly number[] },
): string {
  const rows = (all: readonly (readonly number[])[]): string =>
    all.map((row) => `    [${row.join(', ')}],`).join('\n')
  return `// Made by \`npm run bench -- engine fit\`: see docs/engine.md. Do not edit by hand.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: fitted numbers may come near a constant
import type { MixingWeights } from './mixing.ts'

// biome-ignore format: a table, one row for each regime
export const MIXING_WEIGHTS: MixingWeights = {
  candidates: [
${rows(candidates)}
  ],
  none: [
${rows(none)}
  ],
  correction: {
    units: [
${rows(correction.units)}
    ],
    outputs: [${correction.outputs.join(', ')}],
  },
}

// biome-ignore format: a table
export const CONFIDENCE_WEIGHTS: readonly number[] = [${confidence.join(', ')}]

export const STATED_WEIGHTS: readonly [number, number] = [${stated.join(', ')}]
`
}
