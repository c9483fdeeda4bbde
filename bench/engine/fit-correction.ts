// Fits the correction of the mixing: a network of one hidden layer on top of scores that are fitted and stay.
import {
  beginCorrection,
  CORRECTED_SCORES,
  type CorrectionWeights,
  correctionOf,
} from '../../engine/correction.ts'
import { FEATURES, NONE_FEATURES } from '../../engine/features.ts'
import { type MixingWeights, REGIMES } from '../../engine/mixing.ts'
import { Adam, train } from './adam.ts'
import type { Event } from './events.ts'

const UNITS = 16
const EPOCHS = 10
const BATCH = 64
const STEP = 0.01
/** Half of the width that first weights are drawn from. */
const FIRST_WEIGHTS = 0.15

const INPUTS = FEATURES.length + NONE_FEATURES.length + REGIMES + 1
const ROW = INPUTS + 1

/** An event as the correction sees it: the candidates near the top. */
interface Case {
  regime: number
  none: Float64Array
  /** Features of the candidates, one behind the other, their scores, and whether they are right. */
  values: Float64Array
  scores: Float64Array
  isRight: boolean[]
  /** Sum of e to the power of all other scores, and of the right ones among them. */
  rest: number
  rightRest: number
}

export function fittedCorrection(
  events: readonly Event[],
  linear: Omit<MixingWeights, 'correction'>,
  random: () => number,
): CorrectionWeights {
  const cases = events.map((event) => caseOf(event, linear))
  const adam = new Adam(UNITS * ROW)
  for (const i of adam.weights.keys()) adam.weights[i] = (random() * 2 - 1) * FIRST_WEIGHTS
  train(adam, cases, {
    ...{ random, epochs: EPOCHS, size: BATCH, rate: STEP },
    add(batch, gradient) {
      const weights = weightsOf(adam.weights)
      return batch.reduce((sum, one) => sum + addGradient(one, weights, gradient), 0)
    },
    onEpoch: (epoch, loss) => console.log(`correction, epoch ${epoch}: loss ${loss.toFixed(4)}`),
  })
  return rounded(weightsOf(adam.weights))
}

/** Each row holds a unit: its inputs, its bias, its output. */
function weightsOf(flat: Float64Array): CorrectionWeights {
  const rows = Array.from({ length: UNITS }, (_, unit) => [
    ...flat.subarray(unit * ROW, (unit + 1) * ROW),
  ])
  return { units: rows.map((row) => row.slice(0, -1)), outputs: rows.map((row) => row.at(-1) ?? 0) }
}

const rounded = ({ units, outputs }: CorrectionWeights): CorrectionWeights => ({
  units: units.map((row) => row.map(short)),
  outputs: outputs.map(short),
})
const short = (weight: number): number => Number(weight.toFixed(3))

function caseOf(
  { regime, features, none, right }: Event,
  linear: Omit<MixingWeights, 'correction'>,
): Case {
  const count = features.length / FEATURES.length
  const row = linear.candidates[regime] ?? []
  const scores = Array.from({ length: count }, (_, at) =>
    row.reduce((sum, weight, i) => sum + weight * (features[at * FEATURES.length + i] ?? 0), 0),
  )
  const noneScore = (linear.none[regime] ?? []).reduce((sum, w, i) => sum + w * (none[i] ?? 0), 0)
  const highest = Math.max(noneScore, ...scores)
  const near = [...scores.keys()].filter((at) => (scores[at] ?? 0) >= highest - CORRECTED_SCORES)
  const isNear = new Set(near)
  const far = [...scores.keys()].filter((at) => !isNear.has(at))
  const weightOf = (at: number): number => Math.exp((scores[at] ?? 0) - highest)
  const noneWeight = Math.exp(noneScore - highest)
  const rightFar = far.filter((at) => right.includes(at))
  return {
    regime,
    none: Float64Array.from(none),
    values: Float64Array.from(
      near.flatMap((at) => [
        ...features.subarray(at * FEATURES.length, (at + 1) * FEATURES.length),
      ]),
    ),
    scores: Float64Array.from(near, (at) => (scores[at] ?? 0) - highest),
    isRight: near.map((at) => right.includes(at)),
    rest: noneWeight + far.reduce((sum, at) => sum + weightOf(at), 0),
    rightRest:
      right.length === 0 ? noneWeight : rightFar.reduce((sum, at) => sum + weightOf(at), 0),
  }
}

/** Adds the slope of one case's loss; returns the loss. */
function addGradient(one: Case, weights: CorrectionWeights, gradient: Float64Array): number {
  const { regime, none, values, scores, isRight, rest, rightRest } = one
  const sums = new Float64Array(UNITS)
  const features = FEATURES.length
  beginCorrection(weights, { none, regime, regimes: REGIMES }, { features, sums })
  const shares = scores.map((score, at) =>
    Math.exp(score + correctionOf(weights, { values, from: at * features, features }, sums)),
  )
  const total = shares.reduce((sum, share) => sum + share, rest)
  const rightTotal = shares.reduce((sum, share, at) => sum + (isRight[at] ? share : 0), rightRest)
  for (const [at, share] of shares.entries()) {
    const slope = share / total - (isRight[at] ? share / Math.max(rightTotal, 1e-12) : 0)
    if (Math.abs(slope) > 1e-5) addUnits({ one, at, slope, sums }, weights, gradient)
  }
  return -Math.log(Math.max(rightTotal / total, 1e-9))
}

interface Slope {
  one: Case
  at: number
  /** Of the loss by the candidate's score. */
  slope: number
  sums: Float64Array
}

function addUnits(
  { one, at, slope, sums }: Slope,
  { units, outputs }: CorrectionWeights,
  gradient: Float64Array,
): void {
  const from = at * FEATURES.length
  for (let unit = 0; unit < UNITS; unit += 1) {
    const row = units[unit] ?? []
    let sum = sums[unit] ?? 0
    for (let i = 0; i < FEATURES.length; i += 1) sum += (row[i] ?? 0) * (one.values[from + i] ?? 0)
    if (sum <= 0) continue
    const cell = unit * ROW
    const by = slope * (outputs[unit] ?? 0)
    const add = (i: number, value: number): void => {
      gradient[cell + i] = (gradient[cell + i] ?? 0) + value
    }
    for (let i = 0; i < FEATURES.length; i += 1) add(i, by * (one.values[from + i] ?? 0))
    for (const [i, value] of one.none.entries()) add(FEATURES.length + i, by * value)
    add(FEATURES.length + one.none.length + one.regime, by)
    add(INPUTS - 1, by)
    add(INPUTS, slope * sum)
  }
}
