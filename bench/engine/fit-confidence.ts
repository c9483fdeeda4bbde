// Fits the confidence: how often was a line, or a piece of one, right that looked like this?
import { confidenceOf } from '../../engine/confidence.ts'
import type { Trial } from '../../engine/self-calibration.ts'
import { shuffled } from '../support/random.ts'

const EPOCHS = 60
const STEP = 0.03

/** Logistic regression by gradient descent with a falling rate. */
export function fittedConfidence(trials: readonly Trial[], random: () => number): number[] {
  const weights = new Array<number>(trials[0]?.features.length ?? 0).fill(0)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = STEP * (1 - epoch / EPOCHS)
    for (const { features, isRight } of shuffled(trials, random)) {
      const error = confidenceOf(features, weights) - (isRight ? 1 : 0)
      for (let i = 0; i < weights.length; i += 1) {
        weights[i] = (weights[i] ?? 0) - rate * error * (features[i] ?? 0)
      }
    }
  }
  return weights.map((weight) => Number(weight.toFixed(3)))
}
