// How likely is it that a word is written at the cursor? What speaks for it, weighed by a logistic curve.
import type { BlockIndex } from './block-index.ts'
import type { FoundBlock } from './block-search.ts'
import { distanceOf, eachWord, type Near } from './near.ts'
import type { WordedText } from './words.ts'

/**
 * What speaks for a word, and its weight. Fitted by `npm run bench -- context-weights`: the words that 1,000 holes in five
 * repositories needed, against all others that could have been shown.
 */
export const WEIGHTS = {
  /** It stands in other files at places like this one; the more alike, the more. */
  elsewhere: 0.9,
  /** It stands at such places of this file. */
  here: 0.6,
  /** Lines to its nearest place in this file, as a logarithm; 0 if it is not in the file. */
  closeness: 0.45,
  /** Share of its parts that words near the cursor have too. */
  kinship: 1.64,
  /** In how many of the places found it stands: those everywhere say little. */
  places: -0.29,
  /** It stands at the very best places found. */
  peak: 0.7,
  /** This file knows it. */
  inFile: 0.55,
  /** This file knows it, and it stands at like places elsewhere. */
  both: -0.79,
} as const
export const BIAS = -7.66

export type Evidence = { -readonly [feature in keyof typeof WEIGHTS]: number }

const SCORE_POWER = 1.5
const PEAK_POWER = 3
/** Brings sums of shares into the range where a logarithm tells them apart. */
const SPREAD = 10
/** Lets the logarithm of the farthest line be about 0. */
const FARTHEST_LOG = 7

/** A piece of this file, scored as blocks of other files are. */
export interface OwnBlock {
  fromLine: number
  toLine: number
  score: number
}

const NOTHING: Evidence = {
  elsewhere: 0,
  here: 0,
  closeness: 0,
  kinship: 0,
  places: 0,
  peak: 0,
  inFile: 0,
  both: 0,
}

/** By word: what speaks for it. Words that the prompt holds anyway are left out. */
export function evidenceFor(
  near: Near,
  found: readonly FoundBlock[],
  own: readonly OwnBlock[],
  index: BlockIndex,
): Map<number, Evidence> {
  const sums = new Map<number, Evidence>()
  const evidence = (word: number): Evidence => {
    const known = sums.get(word)
    if (known) return known
    const made = { ...NOTHING }
    sums.set(word, made)
    return made
  }
  const total = totalOf(near, index)
  sumFound(near, found, total, evidence)
  sumOwn(near, own, total, evidence)
  for (const [word, sum] of sums) settle(sum, kinship(index.table.partsOf(word), near.parts))
  return sums
}

/** From 0 to 1. */
export function likelihood(evidence: Evidence): number {
  const sum =
    BIAS +
    WEIGHTS.elsewhere * evidence.elsewhere +
    WEIGHTS.here * evidence.here +
    WEIGHTS.closeness * evidence.closeness +
    WEIGHTS.kinship * evidence.kinship +
    WEIGHTS.places * evidence.places +
    WEIGHTS.peak * evidence.peak +
    WEIGHTS.inFile * evidence.inFile +
    WEIGHTS.both * evidence.both
  return 1 / (1 + Math.exp(-sum))
}

/** What a place would score that holds every word that is looked for. */
function totalOf({ query }: Near, index: BlockIndex): number {
  let total = 0
  for (const [word, weight] of query) total += weight * index.rarityOf(word)
  return total || 1
}

type Collect = (word: number) => Evidence

function sumFound(near: Near, found: readonly FoundBlock[], total: number, of: Collect): void {
  const best = found[0]?.score || 1
  for (const { file, fromLine, toLine, score } of found) {
    const share = (score / total) ** SCORE_POWER
    const peak = (score / best) ** PEAK_POWER
    eachWord(file.content, fromLine, toLine, (word) => {
      if (near.held.has(word)) return
      const sum = of(word)
      sum.elsewhere += share
      sum.places += 1
      sum.peak += peak
    })
  }
}

function sumOwn(near: Near, own: readonly OwnBlock[], total: number, of: Collect): void {
  for (const { fromLine, toLine, score } of own) {
    const share = (score / total) ** SCORE_POWER
    for (let line = fromLine; line < toLine; line++) {
      const closeness = 1 / distanceOf(line, near.cursorLine)
      eachWord(near.live, line, line + 1, (word) => {
        if (near.held.has(word)) return
        const sum = of(word)
        sum.here += share
        sum.inFile = 1
        if (closeness > sum.closeness) sum.closeness = closeness
      })
    }
  }
}

/** Sums -> what the weights were fitted for. */
function settle(sum: Evidence, kinship: number): void {
  sum.elsewhere = Math.log1p(SPREAD * sum.elsewhere)
  sum.here = Math.log1p(SPREAD * sum.here)
  sum.closeness = sum.closeness > 0 ? Math.log(sum.closeness) + FARTHEST_LOG : 0
  sum.places = Math.log1p(sum.places)
  sum.peak = Math.log1p(sum.peak)
  sum.both = sum.inFile * sum.elsewhere
  sum.kinship = kinship
}

function kinship(parts: readonly string[], known: ReadonlySet<string>): number {
  return parts.length === 0 ? 0 : parts.filter((part) => known.has(part)).length / parts.length
}

/** Scores the blocks of this file by the words that are looked for, as the index scores those of others. */
export function ownBlocks(near: Near, blockLines: number, index: BlockIndex): OwnBlock[] {
  const { live, query } = near
  const raw: number[] = []
  for (let from = 0; from < live.lineCount; from += blockLines) {
    raw.push(scoreOf(live, from, from + blockLines, query, index))
  }
  return raw.map((score, i) => ({
    fromLine: i * blockLines,
    toLine: Math.min((i + 1) * blockLines, live.lineCount),
    score: score + Math.max(raw[i - 1] ?? 0, raw[i + 1] ?? 0) / 2,
  }))
}

function scoreOf(
  text: WordedText,
  from: number,
  to: number,
  query: ReadonlyMap<number, number>,
  index: BlockIndex,
): number {
  const counted = new Set<number>()
  let score = 0
  eachWord(text, from, to, (word) => {
    const weight = query.get(word)
    if (weight === undefined || counted.has(word)) return
    counted.add(word)
    score += weight * index.rarityOf(word)
  })
  return score
}
