// Fits the confidence to one person: lines that they wrote are hidden, asked for, and compared.
import { confidenceFeatures, confidenceOf } from './confidence.ts'
import type { Engine } from './engine.ts'

/** A line that somebody wrote, in the text as it is now. */
export interface WrittenLine {
  name: string
  text: string
  /** Half-open offsets, without indentation and line break. */
  start: number
  end: number
}

/** What a line or a piece of one looked like, and whether nothing in it was wrong. */
export interface Trial {
  features: readonly number[]
  isRight: boolean
}

/** All that is kept of what somebody wrote. */
export interface OwnWeights {
  confidence: readonly number[]
  stated: readonly number[]
}

/**
 * How many trials the weights so far are worth. Pieces of one line are not independent of each other: with fewer, one
 * afternoon of unusual code would turn everything over.
 */
const PRIOR_TRIALS = 60
const EPOCHS = 300

/**
 * New weights after these lines; between two of them, whoever drives it may do something else.
 * Half of the lines fit what is chosen by, the other half what is told of it. `cut` draws from 0…1.
 */
export function* calibrating(
  engine: Engine,
  lines: readonly WrittenLine[],
  cut: () => number,
): Generator<void, OwnWeights> {
  const chosenBy: Trial[] = []
  const told: Trial[] = []
  for (const [at, line] of lines.entries()) {
    const request = requestFor(line, cut())
    if (at % 2 === 0) chosenBy.push(...lineTrials(engine, request))
    else told.push(...offerTrials(engine, request))
    yield
  }
  const confidence = refitted(chosenBy, engine.confidenceWeights)
  return { confidence, stated: refitted(told, engine.statedWeights) }
}

export interface Asked {
  name: string
  prefix: string
  suffix: string
  truth: string
  isProbe?: boolean
  isPastDeadline?: () => boolean
}

export function requestFor({ name, text, start, end }: WrittenLine, share: number): Asked {
  const cut = start + Math.floor(share * Math.max(0, end - start - 1))
  const truth = text.slice(cut, end)
  return { name, prefix: text.slice(0, cut), suffix: text.slice(end), truth }
}

/** The whole line, and every piece of it. */
export function lineTrials(engine: Engine, { truth, ...request }: Asked): Trial[] {
  const draft = engine.draft(request)
  if (!draft) return []
  const { line, decoder } = draft
  const { text, marks } = line.writing
  const isRight = (said: string): boolean => truth.startsWith(said.trimEnd())
  const trials = marks.map(({ chars }, at) => ({
    features: confidenceFeatures(line, decoder.desk.hole, at + 1),
    isRight: isRight(text.slice(0, chars)),
  }))
  if (!line.isWhole) return trials
  return [
    ...trials,
    { features: confidenceFeatures(line, decoder.desk.hole), isRight: isRight(text) },
  ]
}

/** What is shown, as what is told of it is made of. */
export function offerTrials(engine: Engine, { truth, ...request }: Asked): Trial[] {
  const offer = engine.offer({ ...request, maxLines: 1 })
  if (!offer) return []
  const features = engine.statedFeatures(offer)
  return [{ features, isRight: truth.startsWith(offer.text.trimEnd()) }]
}

/** Logistic regression that is pulled to the weights so far. */
export function refitted(trials: readonly Trial[], prior: readonly number[]): number[] {
  const weights = [...prior]
  // No step is longer than the steepest slope allows: it never overshoots.
  const steepest = trials.reduce((sum, { features }) => sum + squareOf(features) / 4, PRIOR_TRIALS)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const slopes = weights.map((weight, i) => PRIOR_TRIALS * (weight - (prior[i] ?? 0)))
    for (const { features, isRight } of trials) {
      const error = confidenceOf(features, weights) - Number(isRight)
      for (const [i, feature] of features.entries()) slopes[i] = (slopes[i] ?? 0) + error * feature
    }
    for (const [i, slope] of slopes.entries()) weights[i] = (weights[i] ?? 0) - slope / steepest
  }
  return weights.map((weight) => Number(weight.toFixed(4)))
}

const squareOf = (features: readonly number[]): number =>
  features.reduce((sum, feature) => sum + feature * feature, 0)
