// A small fitted network: how far the weighted sum of a candidate's numbers is off where they speak together.

/** One hidden layer. */
export interface CorrectionWeights {
  /** A row for each unit: by feature of the candidate, by feature of the step, by regime, and a bias. */
  units: readonly (readonly number[])[]
  /** By unit. */
  outputs: readonly number[]
}

/** Scores this much below the best are not corrected: they do not win. */
export const CORRECTED_SCORES = 5

/** What a unit lets through below zero: one that lets nothing through learns nothing any more. */
export const LEAK = 0.1

/** The network in the order in which it is computed: input by input, for most of a candidate's numbers are 0. */
export class Correction {
  readonly weights: CorrectionWeights
  readonly #units: number
  /** By input, then by unit. */
  readonly #rows: Float64Array
  /** By unit: what all candidates of a step have in common. */
  readonly #common: Float64Array
  readonly #sums: Float64Array

  constructor(weights: CorrectionWeights) {
    const { units } = weights
    this.weights = weights
    this.#units = units.length
    this.#rows = Float64Array.from(
      { length: units.length * (units[0]?.length ?? 0) },
      (_, at) => units[at % units.length]?.[Math.floor(at / units.length)] ?? 0,
    )
    this.#common = new Float64Array(units.length)
    this.#sums = new Float64Array(units.length)
  }

  /** Begins a step, whose numbers stand behind the `features` of a candidate. */
  begin(
    none: Float64Array,
    { features, regime, regimes }: { features: number; regime: number; regimes: number },
  ): void {
    const common = this.#common
    common.fill(0)
    this.#add(common, features + none.length + regime, 1)
    this.#add(common, features + none.length + regimes, 1)
    for (let i = 0; i < none.length; i++) this.#add(common, features + i, none[i] ?? 0)
  }

  /** What is added to the score of the candidate whose `features` numbers begin at `from`. */
  of(values: Float64Array, from: number, features: number): number {
    const sums = this.#sums
    const { outputs } = this.weights
    sums.set(this.#common)
    for (let i = 0; i < features; i++) this.#add(sums, i, values[from + i] ?? 0)
    let correction = 0
    for (let unit = 0; unit < sums.length; unit++) {
      const sum = sums[unit] ?? 0
      correction += (sum > 0 ? sum : LEAK * sum) * (outputs[unit] ?? 0)
    }
    return correction
  }

  #add(sums: Float64Array, input: number, value: number): void {
    if (value === 0) return
    const units = this.#units
    const rows = this.#rows
    const row = input * units
    for (let unit = 0; unit < units; unit++)
      sums[unit] = (sums[unit] ?? 0) + (rows[row + unit] ?? 0) * value
  }
}
