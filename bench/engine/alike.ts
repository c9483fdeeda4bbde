// Figures in which every repository counts alike, however many of the holes are its own.

/** A percentage and half of its 95 % interval, in points. */
export interface Share {
  percent: number
  half: number
}

export interface Alike {
  exact: Share
  right: Share
}

/** With fewer cases a repository says nothing. */
const FEWEST = 10

/** The mean of the shares that each repository has. */
export function meanShare(byRepository: Iterable<readonly boolean[]>): Share {
  const shares = [...byRepository]
    .filter(({ length }) => length >= FEWEST)
    .map((cases) => ({ n: cases.length, share: cases.filter(Boolean).length / cases.length }))
  const count = Math.max(1, shares.length)
  const mean = shares.reduce((sum, { share }) => sum + share, 0) / count
  const variance = shares.reduce((sum, { n, share }) => sum + (share * (1 - share)) / n, 0)
  return { percent: 100 * mean, half: (196 * Math.sqrt(variance)) / count }
}

export const shareText = ({ percent, half }: Share): string =>
  `${percent.toFixed(1)} ± ${half.toFixed(1)}`
