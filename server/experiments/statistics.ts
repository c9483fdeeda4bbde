// How sure one can be of a share that was counted.

/** Lower and upper end; both within 0 and 1 for a share, within -1 and 1 for a difference. */
export type Interval = readonly [low: number, high: number]

/** Standard errors to each side for 95 %. */
export const Z_95 = 1.96

/**
 * The same for 95 % over all of several comparisons at once, by their number (Bonferroni): with fifteen arms, one would
 * otherwise seem to differ by chance more often than not.
 */
const Z_OF_COMPARISONS = [
  1.96, 2.2414, 2.394, 2.4977, 2.5758, 2.6383, 2.6901, 2.7344, 2.7729, 2.807, 2.8376, 2.8653,
  2.8905, 2.9137, 2.9352,
]

export const zFor = (comparisons: number): number =>
  Z_OF_COMPARISONS[Math.max(0, comparisons - 1)] ?? Math.max(...Z_OF_COMPARISONS)

/** Wilson's score interval (1927), which is honest for few and for rare. `total` may be a fraction; 0: anything may be. */
export function wilson(share: number, total: number, z = Z_95): Interval {
  if (total <= 0) return [0, 1]
  const z2 = (z * z) / total
  const center = (share + z2 / 2) / (1 + z2)
  const half = (z * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total))) / (1 + z2)
  return [Math.max(0, center - half), Math.min(1, center + half)]
}

/** A share that was counted, and how many independent observations that is worth. */
export interface Counted {
  readonly share: number
  readonly effective: number
}

/** Interval of `other - base`, from the intervals of both (Newcombe 1998, method 10). */
export function differenceInterval(base: Counted, other: Counted, z = Z_95): Interval {
  const [baseLow, baseHigh] = wilson(base.share, base.effective, z)
  const [otherLow, otherHigh] = wilson(other.share, other.effective, z)
  const difference = other.share - base.share
  return [
    difference - Math.hypot(other.share - otherLow, baseHigh - base.share),
    difference + Math.hypot(otherHigh - other.share, base.share - baseLow),
  ]
}
