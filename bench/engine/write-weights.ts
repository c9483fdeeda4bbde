// Fits everything on dev repositories and dev seeds, what is told on dev commits, too, and writes engine/weights.ts.
import { writeFileSync } from 'node:fs'
import type { Engine } from '../../engine/index.ts'
import type { LikenessWeights } from '../../engine/likeness.ts'
import type { MixingWeights } from '../../engine/mixing.ts'
import { lineTrials, type Trial } from '../../engine/self-calibration.ts'
import { CONFIDENCE_WEIGHTS, LIKENESS_WEIGHTS, MIXING_WEIGHTS } from '../../engine/weights.ts'
import { seededRandom } from '../support/random.ts'
import type { SourceFile } from './download.ts'
import { type Event, eventsOf, placesOf } from './events.ts'
import { fitted } from './fit.ts'
import { fittedConfidence } from './fit-confidence.ts'
import { fittedCorrection } from './fit-correction.ts'
import { fittedLikeness, type PlacesEvent } from './fit-likeness.ts'
import { fittedTold, type Told } from './fit-told.ts'
import type { Hole } from './holes.ts'
import type { Round } from './later.ts'
import { engineOn, releases, snapshots } from './material.ts'
import { offersOf } from './offers.ts'

const MIXING_SEED = 991
const CONFIDENCE_SEED = 992
const STATED_SEED = 993

/** Holes of a release, against those of a snapshot. */
const RELEASE_SHARE = 0.3

/** A few numbers are fitted on places, of which there are hundreds to a token. */
const PLACES_SHARE = 1 / 3
/** So are the 25 of the confidence, on lines that are decoded. */
const LINES_SHARE = 1 / 2

/** `perKind`: holes per repository and kind. */
export function fitAndWrite(path: string, perKind: number): void {
  const places: PlacesEvent[] = []
  for (const { engine, hole } of dev(MIXING_SEED, Math.ceil(perKind * PLACES_SHARE)))
    places.push(...placesOf(engine, hole))
  const likeness = fittedLikeness(places, LIKENESS_WEIGHTS, seededRandom(9))
  places.length = 0
  const events: Event[] = []
  for (const { engine, hole } of dev(MIXING_SEED, perKind, { likeness }))
    events.push(...eventsOf(engine, hole))
  const linear = fitted(events, seededRandom(5))
  const weights = { ...linear, correction: fittedCorrection(events, linear, seededRandom(8)) }
  // Other holes than those of the mixing: it is more certain of what it has seen.
  const trials: Trial[] = []
  for (const { engine, hole } of dev(CONFIDENCE_SEED, Math.ceil(perKind * LINES_SHARE), {
    likeness,
    weights,
  })) {
    trials.push(...lineTrials(engine, asked(hole)))
  }
  const confidence = fittedConfidence(trials, seededRandom(6))
  const perKindTold = Math.ceil(perKind * LINES_SHARE)
  const told = toldWith(perKindTold, { likeness, weights, confidence })
  console.log(`confidence: ${trials.length} lines and pieces`)
  writeFileSync(path, fileOf({ likeness, weights, confidence, ...told }))
}

/** The same for what is told alone; all else stays as it is. */
export function fitToldAndWrite(path: string, perKind: number): void {
  const fits = {
    likeness: LIKENESS_WEIGHTS,
    weights: MIXING_WEIGHTS,
    confidence: CONFIDENCE_WEIGHTS,
  }
  writeFileSync(path, fileOf({ ...fits, ...toldWith(perKind, fits) }))
}

function toldWith(perKind: number, fits: Required<Fits>): Told {
  return fittedTold([
    ...offersOf('dev', { perKind, seed: STATED_SEED }, (files) => engineWith(fits, files)),
  ])
}

type DevHole = Round['holes'][number]

/** What was fitted so far; the rest is as it was. */
interface Fits {
  likeness?: LikenessWeights
  weights?: MixingWeights
  confidence?: readonly number[]
}

/** Every hole of every dev repository, before an engine that knows what was written before it. */
function* dev(
  seed: number,
  perKind: number,
  fits: Fits = {},
): Generator<{ engine: Engine; hole: DevHole }> {
  const all = [
    snapshots('dev', { perKind, seed }),
    releases('dev', { perStep: Math.ceil(perKind * RELEASE_SHARE), seed }),
  ]
  for (const materials of all) {
    for (const { files, rounds } of materials) {
      const engine = engineWith(fits, files)
      for (const { holes, done } of rounds) {
        for (const hole of holes) yield { engine, hole }
        if (done) engine.workspace.take(done.name, done.text)
      }
    }
  }
}

function engineWith({ likeness, weights, confidence }: Fits, files: readonly SourceFile[]): Engine {
  const engine = engineOn(files)
  if (likeness) engine.likeness.weights = likeness
  if (weights) engine.weights = weights
  if (confidence) engine.confidenceWeights = confidence
  return engine
}

const asked = ({ file, prefix, suffix, truth }: Hole) => ({ name: file, prefix, suffix, truth })

function fileOf({
  likeness,
  weights: { candidates, none, correction },
  confidence,
  stated,
  steps,
}: Required<Fits> & Told): string {
  const rows = (all: readonly (readonly number[])[]): string =>
    all.map((row) => `    [${row.join(', ')}],`).join('\n')
  return `// Made by \`npm run bench -- engine fit\`: see docs/engine.md. Do not edit by hand.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: fitted numbers may come near a constant
import type { ConfidenceStep } from './confidence.ts'
import type { LikenessWeights } from './likeness.ts'
import type { MixingWeights } from './mixing.ts'

// biome-ignore format: a table
export const LIKENESS_WEIGHTS: LikenessWeights = {
  lineStart: [${likeness.lineStart.join(', ')}],
  inLine: [${likeness.inLine.join(', ')}],
}

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

// biome-ignore format: a table
export const STATED_WEIGHTS: readonly number[] = [${stated.join(', ')}]

// biome-ignore format: a table
export const STATED_STEPS: readonly ConfidenceStep[] = [
${steps.map(({ from, tells }) => `  { from: ${from}, tells: ${tells} },`).join('\n')}
]
`
}
