// What is told against what was right, on repositories left out of the fit: with what probes found, and without it.
import { statedConfidence } from '../../engine/confidence.ts'
import { type Found, foundBy, foundOdds, NOTHING_FOUND } from '../../engine/probes.ts'
import { STATED_STEPS, STATED_WEIGHTS } from '../../engine/weights.ts'
import { printCalibration, type Stated } from './calibration.ts'
import type { Offers } from './fit-told.ts'
import { engineOn } from './material.ts'
import { offersOf } from './offers.ts'

export function printTold(draw: { perKind: number; seed: number }): void {
  const told = new Map<string, Stated[]>()
  for (const offers of offersOf('test', draw, engineOn)) {
    keep(told, offers.source, statedOf(offers, foundBy(offers.probes)))
    keep(told, `${offers.source}, nothing asked`, statedOf(offers, NOTHING_FOUND))
  }
  for (const [title, all] of told) printCalibration(title, all)
}

function keep(told: Map<string, Stated[]>, title: string, all: readonly Stated[]): void {
  told.set(title, [...(told.get(title) ?? []), ...all])
}

const statedOf = ({ trials }: Offers, found: Found): Stated[] =>
  trials.map(({ features, isRight }) => ({
    confidence: statedConfidence(
      [...features, foundOdds(found, features)],
      STATED_WEIGHTS,
      STATED_STEPS,
    ),
    isRight,
  }))
