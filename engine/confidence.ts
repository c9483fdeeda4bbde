// How sure the engine is, as a number that can be taken at its word.
import { IN_CHANGED, IN_FILE } from './ballot.ts'
import type { Line } from './draft.ts'
import type { Hole } from './hole.ts'
import { USUAL_SHARE } from './repeated-lines.ts'
import type { NextToken } from './step.ts'
import { lengthOf } from './two-parts.ts'

export const CONFIDENCE_FEATURES = [
  'whole',
  'piece',
  'whole: log running',
  'piece: log running',
  'whole: log weakest',
  'log first',
  'lead',
  'match',
  'tokens',
  'typed',
  'next line',
  'letters',
  'file',
  'nothing below',
] as const

/** Below this a probability says nothing. */
const FLOOR = 1e-6

/**
 * What the confidence in a line is made of, or in a piece of it: the first `tokens` tokens.
 */
export function confidenceFeatures(
  { writing, running, lead, isWhole }: Line,
  hole: Hole,
  tokens?: number,
): number[] {
  const cut = tokens ?? writing.marks.length
  const mark = writing.marks[cut - 1]
  const isPiece = tokens !== undefined || !isWhole
  const log = Math.log((isPiece ? (mark?.running ?? 0) : running) + FLOOR)
  return [
    isPiece ? 0 : 1,
    isPiece ? 1 : 0,
    isPiece ? 0 : log,
    isPiece ? log : 0,
    isPiece ? 0 : Math.log(writing.weakest + FLOOR),
    Math.log((writing.first?.probability ?? 0) + FLOOR),
    isPiece ? 0 : lead,
    Math.log2(1 + (writing.first?.match ?? 0)),
    Math.log2(1 + cut),
    Math.min(8, hole.typed.length) / 4,
    hole.linePrefix.trim() === '' ? 1 : 0,
    Math.log2(1 + (mark?.chars ?? 0)),
    Math.log2(1 + lengthOf(hole.text)) / 4,
    hole.nextLine === '' ? 1 : 0,
  ]
}

/** From a confidence on, what is told of it. */
export interface ConfidenceStep {
  from: number
  tells: number
}

/** What is told of an offer is made of these. */
export const STATED_FEATURES = [
  'odds',
  'always',
  'names',
  'nothing below',
  'text above',
  'next line',
  'whole',
  'from the file',
  'from a changed file',
  'match',
  'repeated lines',
] as const

/** Further from the truth than this nobody can be by what is told. */
const CERTAIN = 0.999
const NAME = /[\p{L}_$][\p{L}\p{N}_$]+/gu
/** Doublings of a character and of a token. */
const USUAL_TEXT = 11
const USUAL_MATCH = 3

export interface Offer {
  /** Its first line counts. */
  text: string
  /** The one that it was chosen by. */
  confidence: number
  line: Line
  first: NextToken
  hole: Hole
  /** Share of lines that stand in the workspace twice. */
  repeatedShare: number
}

export function statedFeatures({
  text,
  confidence,
  line,
  first,
  hole,
  repeatedShare,
}: Offer): number[] {
  const chosen = Math.min(CERTAIN, Math.max(1 - CERTAIN, confidence))
  const [firstLine = ''] = text.split('\n', 1)
  const names = firstLine.match(NAME)?.length ?? 0
  return [
    Math.log(chosen / (1 - chosen)),
    1,
    Math.log(1 + names),
    hole.nextLine === '' && hole.lineSuffix.trim() === '' ? 1 : 0,
    Math.log2(1 + hole.text.before.length) - USUAL_TEXT,
    hole.linePrefix.trim() === '' ? 1 : 0,
    line.isWhole && text.length >= line.writing.text.length ? 1 : 0,
    first.where === IN_FILE ? 1 : 0,
    first.where === IN_CHANGED ? 1 : 0,
    Math.log2(1 + first.match) - USUAL_MATCH,
    repeatedShare - USUAL_SHARE,
  ]
}

/**
 * The confidence that is told, from the one that a suggestion was chosen by: what passes a threshold is a
 * selection, and lines that passed narrowly are right less often than all that look like them.
 */
export function statedConfidence(
  features: readonly number[],
  weights: readonly number[],
  steps: readonly ConfidenceStep[],
): number {
  const smooth = confidenceOf(features, weights)
  // Finer steps than these are not known.
  return steps.findLast(({ from }) => smooth >= from)?.tells ?? smooth
}

/** 0…1: the share of lines with such features that had nothing wrong in them. */
export function confidenceOf(features: readonly number[], weights: readonly number[]): number {
  return 1 / (1 + Math.exp(-oddsOf(features, weights)))
}

/** The same as log odds. */
export function oddsOf(features: readonly number[], weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < features.length; i++) sum += (features[i] ?? 0) * (weights[i] ?? 0)
  return sum
}
