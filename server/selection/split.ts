// Percentages by weighted rendezvous hashing: sticky without state, and a changed weight moves only whom it must.
import { asShare, hashOf, mixed } from './hash.ts'

/** One way that a split can go. */
export interface Share {
  /** In any unit; the others' decide with it. 0: nobody. */
  readonly weight: number
  /** `seedOf` its names. */
  readonly seed: number
}

/** Made once for a share, from names that no other share of the configuration has together. */
export const seedOf = (...names: readonly string[]): number => hashOf(names.join('\0'))

/** The hash of whom a split decides for; the same key goes the same way on every replica. */
export const keyOf = (stableName: string): number => hashOf(stableName)

/**
 * The share that the key belongs to; undefined when none weighs anything.
 * Each share draws a number from the key, and the best draw wins, where a heavy share draws well more often:
 * -weight / ln(draw), as in "Weighted distributed hash tables" (Schindelhauer, Schomaker, 2005).
 */
export function chosenShare<S extends Share>(shares: readonly S[], key: number): S | undefined {
  let best: S | undefined
  let bestScore = 0
  for (const share of shares) {
    if (share.weight <= 0) continue
    const score = -share.weight / Math.log(asShare(mixed(key, share.seed)))
    if (best === undefined || score > bestScore) {
      best = share
      bestScore = score
    }
  }
  return best
}

/** Whether the key is in the first `percent` of a hundred; independent of every other seed. */
export const isWithin = (percent: number, seed: number, key: number): boolean =>
  asShare(mixed(key, seed)) * 100 < percent
