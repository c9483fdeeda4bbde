// A small fitted network: how far the weighted sum of a candidate's numbers is off where they speak together.

/** One hidden layer. */
export interface CorrectionWeights {
  /** A row for each unit: by feature of the candidate, by feature of the step, by regime, and a bias. */
  units: readonly (readonly number[])[]
  /** By unit. */
  outputs: readonly number[]
}

/** What all candidates of a step have in common. */
export interface Step {
  none: Float64Array
  regime: number
  regimes: number
}

/** Scores this much below the best are not corrected: they do not win. */
export const CORRECTED_SCORES = 5

/** What a unit lets through below zero: one that lets nothing through learns nothing any more. */
export const LEAK = 0.1

/** Fills `sums`, by unit, with what does not depend on the candidate, which has `features` numbers. */
export function beginCorrection(
  { units }: CorrectionWeights,
  { none, regime, regimes }: Step,
  { features, sums }: { features: number; sums: Float64Array },
): void {
  for (let unit = 0; unit < units.length; unit++) {
    const row = units[unit] ?? []
    let sum =
      (row[features + none.length + regime] ?? 0) + (row[features + none.length + regimes] ?? 0)
    for (let i = 0; i < none.length; i++) sum += (row[features + i] ?? 0) * (none[i] ?? 0)
    sums[unit] = sum
  }
}

/** What is added to the score of the candidate whose features begin at `from`. */
export function correctionOf(
  { units, outputs }: CorrectionWeights,
  { values, from, features }: { values: Float64Array; from: number; features: number },
  sums: Float64Array,
): number {
  let correction = 0
  for (let unit = 0; unit < units.length; unit++) {
    const row = units[unit] ?? []
    let sum = sums[unit] ?? 0
    for (let i = 0; i < features; i++) sum += (row[i] ?? 0) * (values[from + i] ?? 0)
    correction += (sum > 0 ? sum : LEAK * sum) * (outputs[unit] ?? 0)
  }
  return correction
}
