// Logistic regression with few weights, by Newton's method: exact within some steps.

export interface Row {
  features: readonly number[]
  isRight: boolean
  /** How many cases it stands for. */
  weight?: number
  /** Log odds that are known already; the features tell what comes on top of them. */
  known?: number
}

const STEPS = 20
/** Nothing is far from the truth by more than this, however few the rows are. */
const MOST_LOG_ODDS = 30

/** `pull`: for each weight, how strongly it is held at 0, as so many certain rows would. */
export function fittedLogistic(rows: readonly Row[], pull: readonly number[]): number[] {
  const weights = pull.map(() => 0)
  for (let step = 0; step < STEPS; step++) {
    const slopes = weights.map((weight, i) => weight * (pull[i] ?? 0))
    const bends = pull.map((strength, i) => pull.map((_, j) => (i === j ? strength : 0)))
    for (const row of rows) addRow(row, { weights, slopes, bends })
    for (const [i, change] of solved(bends, slopes).entries()) {
      weights[i] = (weights[i] ?? 0) - change
    }
  }
  return weights
}

interface Sums {
  weights: readonly number[]
  slopes: number[]
  bends: number[][]
}

function addRow({ features, isRight, weight = 1, known = 0 }: Row, sums: Sums): void {
  const { weights, slopes, bends } = sums
  const odds = features.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), known)
  const share = 1 / (1 + Math.exp(-Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, odds))))
  for (const [i, feature] of features.entries()) {
    slopes[i] = (slopes[i] ?? 0) + weight * (share - Number(isRight)) * feature
    const bend = bends[i] ?? []
    for (const [j, other] of features.entries()) {
      bend[j] = (bend[j] ?? 0) + weight * share * (1 - share) * feature * other
    }
  }
}

/** By elimination; the matrix is symmetric and, for every weight is held, has an inverse. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0])
  for (const [i, pivot] of rows.entries()) {
    for (const [j, row] of rows.entries()) {
      if (i === j) continue
      const factor = (row[i] ?? 0) / (pivot[i] || 1)
      for (const [at, value] of pivot.entries()) row[at] = (row[at] ?? 0) - factor * value
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] || 1))
}
