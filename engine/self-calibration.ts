// Fits the confidence to one person: lines that they wrote are hidden, asked for, and compared.
import { confidenceFeatures, oddsOf } from './confidence.ts'
import type { Engine } from './engine.ts'
import { fittedLogistic } from './logistic.ts'

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

interface Asked {
  name: string
  prefix: string
  suffix: string
  truth: string
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

/** What these trials make of the weights so far, which pull at the new ones. */
export function refitted(trials: readonly Trial[], prior: readonly number[]): number[] {
  const rows = trials.map(({ features, isRight }) => ({
    ...{ features, isRight },
    known: oddsOf(features, prior),
  }))
  const changes = fittedLogistic(
    rows,
    prior.map(() => PRIOR_TRIALS),
  )
  return prior.map((weight, i) => Number((weight + (changes[i] ?? 0)).toFixed(4)))
}
