// A logistic regression by Adam: small, exact enough for a dozen features, and the same in every run.

export interface Sample {
  features: readonly number[]
  isPositive: boolean
  /** How many like it this one stands for. */
  weight: number
}

const STEPS = 600
const STEP_SIZE = 0.03
const FIRST_BIAS = -4
const [MOMENTUM, VARIANCE_MEMORY] = [0.9, 0.999]

/** The weights by feature, and the bias behind them. */
export function fitLogistic(samples: readonly Sample[]): number[] {
  const { means, deviations } = spread(samples)
  const scaled = samples.map(({ features, isPositive, weight }) => ({
    features: [...features.map((value, i) => (value - at(means, i)) / at(deviations, i)), 1],
    target: isPositive ? 1 : 0,
    weight: weight / samples.length,
  }))
  const weights = [...means.map(() => 0), FIRST_BIAS]
  const momentum = weights.map(() => 0)
  const variance = weights.map(() => 0)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = weights.map(() => 0)
    for (const { features, target, weight } of scaled) {
      const error = (sigmoid(dot(weights, features)) - target) * weight
      for (let i = 0; i < gradient.length; i++)
        gradient[i] = at(gradient, i) + error * at(features, i)
    }
    for (let i = 0; i < weights.length; i++) {
      const slope = at(gradient, i)
      momentum[i] = MOMENTUM * at(momentum, i) + (1 - MOMENTUM) * slope
      variance[i] = VARIANCE_MEMORY * at(variance, i) + (1 - VARIANCE_MEMORY) * slope * slope
      const mean = at(momentum, i) / (1 - MOMENTUM ** step)
      const size = Math.sqrt(at(variance, i) / (1 - VARIANCE_MEMORY ** step)) + 1e-9
      weights[i] = at(weights, i) - (STEP_SIZE * mean) / size
    }
  }
  const unscaled = means.map((_, i) => at(weights, i) / at(deviations, i))
  return [...unscaled, at(weights, means.length) - dot(unscaled, means)]
}

function spread(samples: readonly Sample[]): { means: number[]; deviations: number[] } {
  const count = samples[0]?.features.length ?? 0
  const columns = Array.from({ length: count }, (_, i) =>
    samples.map(({ features }) => at(features, i)),
  )
  const means = columns.map((column) => mean(column))
  const deviations = columns.map(
    (column, i) => Math.sqrt(mean(column.map((value) => (value - at(means, i)) ** 2))) || 1,
  )
  return { means, deviations }
}

const at = (values: readonly number[], i: number): number => values[i] ?? 0
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * at(b, i), 0)
