// Fits the confidence: how often was a line, or a piece of one, right that looked like this?
import { confidenceFeatures, confidenceOf } from '../../engine/confidence.ts'
import type { Engine } from '../../engine/index.ts'
import { shuffled } from '../support/random.ts'
import type { Hole } from './holes.ts'

export interface Trial {
  features: number[]
  isRight: boolean
}

const EPOCHS = 60
const STEP = 0.03

/** The whole line, and every piece of it. */
export function trialsOf(engine: Engine, hole: Hole): Trial[] {
  const draft = engine.draft({ name: hole.file, prefix: hole.prefix, suffix: hole.suffix })
  if (!draft) return []
  const { line, decoder } = draft
  const { text, marks } = line.writing
  const isRight = (said: string): boolean => hole.truth.startsWith(said.trimEnd())
  const trials = marks.map(({ chars }, at) => ({
    features: confidenceFeatures(line, decoder.desk.hole, at + 1),
    isRight: isRight(text.slice(0, chars)),
  }))
  if (!line.isWhole) return trials
  const features = confidenceFeatures(line, decoder.desk.hole)
  return [...trials, { features, isRight: isRight(text) }]
}

/** What is shown of a hole, with the confidence that it was chosen by. */
export function offersOf(engine: Engine, hole: Hole): Trial[] {
  const asked = { name: hole.file, prefix: hole.prefix, suffix: hole.suffix, maxLines: 1 }
  const offered = engine.suggest(asked)
  if (!offered) return []
  const odds = Math.log(offered.confidence / (1 - offered.confidence))
  return [{ features: [odds, 1], isRight: hole.truth.startsWith(offered.text.trimEnd()) }]
}

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
