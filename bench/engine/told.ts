// What is told against what was right, on repositories left out of the fit, by where lines come from.
import { statedConfidence } from '../../engine/confidence.ts'
import { STATED_STEPS, STATED_WEIGHTS } from '../../engine/weights.ts'
import { printCalibration, type Stated } from './calibration.ts'
import type { OfferTrial } from './fit-told.ts'
import { ORIGIN_TITLES } from './later.ts'
import { engineOn } from './material.ts'
import { offersOf } from './offers.ts'

export function printTold(draw: { perKind: number; seed: number }): void {
  const told = new Map<string, Stated[]>()
  for (const { source, trials } of offersOf('test', draw, engineOn)) {
    for (const trial of trials) {
      const { origin } = trial
      const title = origin ? `${source}, ${ORIGIN_TITLES[origin]}` : source
      const own = told.get(title) ?? []
      own.push(statedOf(trial))
      told.set(title, own)
    }
  }
  for (const [title, all] of told) printCalibration(title, all)
}

const statedOf = ({ features, isRight }: OfferTrial): Stated => ({
  confidence: statedConfidence(features, STATED_WEIGHTS, STATED_STEPS),
  isRight,
})
