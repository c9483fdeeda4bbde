// How sure the engine is, as a number that can be taken at its word.
import type { Line } from './draft.ts'
import type { Hole } from './hole.ts'
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

/**
 * The confidence that is told, from the one that a suggestion was chosen by: what passes a threshold is a
 * selection, and lines that passed narrowly are right less often than all that look like them.
 */
export function statedConfidence(
  confidence: number,
  weights: readonly [number, number],
  steps: readonly ConfidenceStep[],
): number {
  const smooth = smoothConfidence(confidence, weights)
  // Finer steps than these are not known.
  return steps.findLast(({ from }) => smooth >= from)?.tells ?? smooth
}

export function smoothConfidence(
  confidence: number,
  [slope, shift]: readonly [number, number],
): number {
  const odds = Math.log((confidence + FLOOR) / (1 - confidence + FLOOR))
  return 1 / (1 + Math.exp(-(slope * odds + shift)))
}

/** 0…1: the share of lines with such features that had nothing wrong in them. */
export function confidenceOf(features: readonly number[], weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < features.length; i++) sum += (features[i] ?? 0) * (weights[i] ?? 0)
  return 1 / (1 + Math.exp(-sum))
}
