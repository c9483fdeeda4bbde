// Logistic regression with few weights, by Newton's method: exact within some steps.

export interface Row {
  features: readonly number[]
  isRight: boolean
  /** How many cases it stands for. */
  weight?: number
  /** Log odds that are known already; the features tell what comes on top of them. */
  known?: number
}

const STEPS = 40
/** What changes by less than this is found. */
const FINE_ENOUGH = 1e-6

/** `pull`: for each weight, how strongly it is held at 0, as so many certain rows would. */
export function fittedLogistic(rows: readonly Row[], pull: readonly number[]): number[] {
  let weights = pull.map(() => 0)
  let loss = lossOf(rows, weights, pull)
  for (let step = 0; step < STEPS; step++) {
    const slopes = weights.map((weight, i) => weight * (pull[i] ?? 0))
    const bends = pull.map((strength, i) => pull.map((_, j) => (i === j ? strength : 0)))
    for (const row of rows) addRow(row, { weights, slopes, bends })
    let changes = solved(bends, slopes)
    let next = less(weights, changes)
    let nextLoss = lossOf(rows, next, pull)
    // Far from the truth the curve is flat, and whole steps lead farther away.
    while (nextLoss > loss && changes.some(isLarge)) {
      changes = changes.map((change) => change / 2)
      next = less(weights, changes)
      nextLoss = lossOf(rows, next, pull)
    }
    if (!changes.some(isLarge)) break
    weights = next
    loss = nextLoss
  }
  return weights
}

const isLarge = (change: number): boolean => Math.abs(change) > FINE_ENOUGH

const less = (weights: readonly number[], changes: readonly number[]): number[] =>
  weights.map((weight, i) => weight - (changes[i] ?? 0))

/** −ln of the likelihood, and what the pull adds to it. */
function lossOf(rows: readonly Row[], weights: readonly number[], pull: readonly number[]): number {
  const held = weights.reduce((sum, weight, i) => sum + ((pull[i] ?? 0) * weight * weight) / 2, 0)
  return rows.reduce((sum, row) => {
    const odds = oddsOf(row, weights)
    const wrong = row.isRight ? -odds : odds
    return sum + (row.weight ?? 1) * (Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong))))
  }, held)
}

const oddsOf = ({ features, known = 0 }: Row, weights: readonly number[]): number =>
  features.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), known)

interface Sums {
  weights: readonly number[]
  slopes: number[]
  bends: number[][]
}

function addRow(row: Row, { weights, slopes, bends }: Sums): void {
  const { features, isRight, weight = 1 } = row
  const share = 1 / (1 + Math.exp(-oddsOf(row, weights)))
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
