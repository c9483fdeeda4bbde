// From votes to probabilities: a softmax over what is known of each candidate, with learned weights.
import { type Ballot, FILE, MAX_CANDIDATES, WORKSPACE } from './ballot.ts'
import { CORRECTED_SCORES, Correction, type CorrectionWeights } from './correction.ts'
import { describe, describeNone, FEATURES, NONE_FEATURES, type Scene } from './features.ts'

/** Weights by regime, one more than there are limits: see `regimeOf`. */
export interface MixingWeights {
  candidates: readonly (readonly number[])[]
  none: readonly (readonly number[])[]
  correction: CorrectionWeights
}

export const REGIMES = 6
/** Longest agreement below which a step is in the second and third regime. */
const REGIME_LIMITS = [2, 3, 6, 12] as const

/** Steps inside a word, after short, middle and long agreement are different games. */
export function regimeOf(ballot: Ballot, { typedChars }: Scene): number {
  if (typedChars > 0) return 0
  const longest = Math.max(ballot.longest[FILE] ?? 0, ballot.longest[WORKSPACE] ?? 0)
  const above = REGIME_LIMITS.findIndex((limit) => longest < limit)
  return above < 0 ? REGIMES - 1 : 1 + above
}

/** Room for one step; made once. */
export interface MixingRoom {
  features: Float64Array
  none: Float64Array
  /** Made of the weights that were used last. */
  correction: Correction | undefined
  /** By candidate: probability of coming next. They and that of none of them sum to 1. */
  probabilities: Float64Array
}

export function createRoom(): MixingRoom {
  return {
    features: new Float64Array(MAX_CANDIDATES * FEATURES.length),
    none: new Float64Array(NONE_FEATURES.length),
    correction: undefined,
    probabilities: new Float64Array(MAX_CANDIDATES),
  }
}

/** Fills `room.probabilities`. */
export function mix(ballot: Ballot, scene: Scene, weights: MixingWeights, room: MixingRoom): void {
  const regime = regimeOf(ballot, scene)
  const { features, none, probabilities } = room
  const page = { out: features, from: 0 }
  for (let at = 0; at < ballot.count; at++, page.from += FEATURES.length)
    describe(ballot, at, scene, page)
  describeNone(ballot, scene, none)
  const noneScore = dot(weights.none[regime] ?? [], none, 0)
  const own = weights.candidates[regime] ?? []
  let highest = noneScore
  for (let at = 0; at < ballot.count; at++) {
    const score = dot(own, features, at * FEATURES.length)
    probabilities[at] = score
    if (score > highest) highest = score
  }
  correct(weights.correction, room, { count: ballot.count, regime, highest })
  normalize(probabilities, ballot.count, noneScore)
}

/** Corrects the scores that are near the highest. */
function correct(
  weights: CorrectionWeights,
  room: MixingRoom,
  { count, regime, highest }: { count: number; regime: number; highest: number },
): void {
  const { features: values, none, probabilities: scores } = room
  const features = FEATURES.length
  if (room.correction?.weights !== weights) room.correction = new Correction(weights)
  const { correction } = room
  correction.begin(none, { features, regime, regimes: REGIMES })
  for (let at = 0; at < count; at++) {
    const score = scores[at] ?? 0
    if (score < highest - CORRECTED_SCORES) continue
    scores[at] = score + correction.of(values, at * features, features)
  }
}

/** Scores become probabilities, that of none of them included. */
function normalize(scores: Float64Array, count: number, noneScore: number): void {
  let highest = noneScore
  for (let at = 0; at < count; at++) highest = Math.max(highest, scores[at] ?? 0)
  let total = Math.exp(noneScore - highest)
  for (let at = 0; at < count; at++) {
    const value = Math.exp((scores[at] ?? 0) - highest)
    scores[at] = value
    total += value
  }
  for (let at = 0; at < count; at++) scores[at] = (scores[at] ?? 0) / total
}

function dot(weights: readonly number[], values: Float64Array, from: number): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (values[from + i] ?? 0)
  return sum
}
