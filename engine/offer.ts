// From a draft to what is shown: the whole line when sure of it, else the longest piece, else nothing.
import { confidenceFeatures, confidenceOf } from './confidence.ts'
import { type Decoder, furtherLine, type Line } from './draft.ts'
import { mayFollow, mayShow } from './gate.ts'

/** How sure the engine must be of what it shows. Chosen on dev seeds, see docs/engine.md. */
export const SURE_OF_LINE = 0.41
export const SURE_OF_PIECE = 0.41
/** A further line asks for more: it is more to read, and more to delete. */
export const SURE_OF_FURTHER_LINE = 0.5

export interface Offered {
  text: string
  confidence: number
}

export function offerOf(
  decoder: Decoder,
  line: Line,
  weights: readonly number[],
  maxLines: number,
): Offered | undefined {
  const { hole } = decoder.desk
  const confidence = confidenceOf(confidenceFeatures(line, hole), weights)
  const { text } = line.writing
  const isBreakFirst = text === '' && line.end !== undefined && hole.linePrefix.trim() !== ''
  if (isBreakFirst) return withFurtherLines(decoder, line, { text: '', confidence }, maxLines)
  const isSure = confidence >= SURE_OF_LINE && line.isWhole
  if (isSure && mayShow({ text, isWhole: true }, hole)) {
    return withFurtherLines(decoder, line, { text, confidence }, maxLines)
  }
  return pieceOf(decoder, line, weights)
}

/** The longest beginning of the line that the engine is sure of. */
function pieceOf(
  { desk: { hole } }: Decoder,
  line: Line,
  weights: readonly number[],
): Offered | undefined {
  const { marks, text } = line.writing
  for (let tokens = marks.length; tokens > 0; tokens--) {
    const confidence = confidenceOf(confidenceFeatures(line, hole, tokens), weights)
    if (confidence < SURE_OF_PIECE) continue
    const piece = text.slice(0, marks[tokens - 1]?.chars ?? 0)
    if (mayShow({ text: piece, isWhole: false }, hole)) return { text: piece, confidence }
  }
  return undefined
}

function withFurtherLines(
  decoder: Decoder,
  line: Line,
  offered: Offered,
  maxLines: number,
): Offered | undefined {
  const { hole } = decoder.desk
  let { text, confidence } = offered
  let last = line
  let lastLine = hole.linePrefix + text
  for (let lines = 1; lines < maxLines && hole.lineSuffix.trim() === ''; lines++) {
    const next = furtherLine(decoder, last, SURE_OF_FURTHER_LINE)
    if (!next) break
    if (!mayFollow({ text: next.writing.text, isWhole: next.isWhole }, hole)) break
    // A line that stands twice goes on standing again and again.
    if (next.writing.text.trim() === lastLine.trim()) break
    lastLine = next.writing.text
    text += next.writing.text
    confidence = Math.min(confidence, next.running)
    last = next
  }
  return text === '' ? undefined : { text, confidence }
}
