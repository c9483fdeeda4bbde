// Fits the correction of the mixing: a network of one hidden layer on top of scores that are fitted and stay.
import { MAX_CANDIDATES } from '../../engine/ballot.ts'
import { CORRECTED_SCORES, type CorrectionWeights, LEAK } from '../../engine/correction.ts'
import { FEATURES, NONE_FEATURES } from '../../engine/features.ts'
import { type MixingWeights, REGIMES } from '../../engine/mixing.ts'
import { Adam, train } from './adam.ts'
import type { Event } from './events.ts'

const UNITS = 32
const EPOCHS = 10
const BATCH = 64
const STEP = 0.005
/** Half of the width that first weights are drawn from. */
const FIRST_WEIGHTS = 0.3
/** A candidate whose slope is less teaches nothing in any epoch. */
const FLAT = 1e-4

const INPUTS = FEATURES.length + NONE_FEATURES.length + REGIMES + 1
const ROW = INPUTS + 1

/** An event as the correction sees it: the candidates near the top. */
interface Case {
  regime: number
  none: Float64Array
  /** Features of the candidates, one behind the other, their scores, and whether they are right. */
  values: Float64Array
  scores: Float64Array
  isRight: Uint8Array
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
    add: addGradient,
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
    isRight: Uint8Array.from(near, (at) => Number(right.includes(at))),
    rest: noneWeight + far.reduce((sum, at) => sum + weightOf(at), 0),
    rightRest:
      right.length === 0 ? noneWeight : rightFar.reduce((sum, at) => sum + weightOf(at), 0),
  }
}

/** Room for the sums of one case: by unit what candidates share, and by candidate and unit. */
const common = new Float64Array(UNITS)
const sums = new Float64Array(UNITS * MAX_CANDIDATES)
const shared = new Float64Array(UNITS)

/** Adds the slope of one case's loss; returns the loss. `weights` holds a row for each unit: see `weightsOf`. */
function addGradient(one: Case, weights: Float64Array, gradient: Float64Array): number {
  const { scores, isRight, rest, rightRest } = one
  sumCommon(one, weights)
  const shares = scores.map((score, at) => Math.exp(score + correctionAt(one, at, weights)))
  const total = shares.reduce((sum, share) => sum + share, rest)
  const rightTotal = shares.reduce((sum, share, at) => sum + (isRight[at] ? share : 0), rightRest)
  for (let at = 0; at < shares.length; at += 1) {
    const share = shares[at] ?? 0
    const slope = share / total - (isRight[at] ? share / Math.max(rightTotal, 1e-12) : 0)
    if (Math.abs(slope) > FLAT) addUnits(one, { at, slope }, weights, gradient)
  }
  addCommon(one, gradient)
  return -Math.log(Math.max(rightTotal / total, 1e-9))
}

/** As `beginCorrection` does. */
function sumCommon({ none, regime }: Case, weights: Float64Array): void {
  for (let unit = 0; unit < UNITS; unit += 1) {
    const from = unit * ROW + FEATURES.length
    let sum = (weights[from + none.length + regime] ?? 0) + (weights[unit * ROW + INPUTS - 1] ?? 0)
    for (let i = 0; i < none.length; i += 1) sum += (weights[from + i] ?? 0) * (none[i] ?? 0)
    common[unit] = sum
  }
}

/** As `correctionOf` does; keeps the sums of the units. */
function correctionAt({ values }: Case, at: number, weights: Float64Array): number {
  const from = at * FEATURES.length
  let correction = 0
  for (let unit = 0; unit < UNITS; unit += 1) {
    const row = unit * ROW
    let sum = common[unit] ?? 0
    for (let i = 0; i < FEATURES.length; i += 1)
      sum += (weights[row + i] ?? 0) * (values[from + i] ?? 0)
    sums[at * UNITS + unit] = sum
    correction += (sum > 0 ? sum : LEAK * sum) * (weights[row + INPUTS] ?? 0)
  }
  return correction
}

/**
 * Adds what one candidate says about every unit; `slope` is that of the loss by its score. What all candidates share
 * is kept in `shared`, by unit, for `addCommon`.
 */
function addUnits(
  { values }: Case,
  { at, slope }: { at: number; slope: number },
  weights: Float64Array,
  gradient: Float64Array,
): void {
  const from = at * FEATURES.length
  for (let unit = 0; unit < UNITS; unit += 1) {
    const sum = sums[at * UNITS + unit] ?? 0
    const passed = slope * (sum > 0 ? 1 : LEAK)
    const row = unit * ROW
    const by = passed * (weights[row + INPUTS] ?? 0)
    for (let i = 0; i < FEATURES.length; i += 1)
      gradient[row + i] = (gradient[row + i] ?? 0) + by * (values[from + i] ?? 0)
    gradient[row + INPUTS] = (gradient[row + INPUTS] ?? 0) + passed * sum
    shared[unit] = (shared[unit] ?? 0) + by
  }
}

/** Adds the slopes of the weights of what candidates share, and empties `shared`. */
function addCommon({ none, regime }: Case, gradient: Float64Array): void {
  for (let unit = 0; unit < UNITS; unit += 1) {
    const by = shared[unit] ?? 0
    const from = unit * ROW + FEATURES.length
    for (let i = 0; i < none.length; i += 1)
      gradient[from + i] = (gradient[from + i] ?? 0) + by * (none[i] ?? 0)
    const cell = from + none.length + regime
    const bias = unit * ROW + INPUTS - 1
    gradient[cell] = (gradient[cell] ?? 0) + by
    gradient[bias] = (gradient[bias] ?? 0) + by
  }
  shared.fill(0)
}
