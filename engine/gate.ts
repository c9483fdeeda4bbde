// What may be shown of a draft. Each rule stands for a suggestion that was wrong with certainty.
import { type Hole, hasLetterOrDigit } from './hole.ts'
import type { DraftLine } from './pen.ts'

/** A piece of a line shorter than this is not worth the flicker. */
const MIN_PIECE_CHARS = 2

/** The leading lines that pass. Empty: stay silent. */
export function passableLines(lines: DraftLine[], hole: Hole): DraftLine[] {
  const passed: DraftLine[] = []
  for (const line of lines) {
    const isFirst = passed.length === 0
    const written = isFirst ? hole.linePrefix + line.text : line.text
    if (isNeighbour(written, hole) || isNeighbour(written + hole.lineSuffix, hole)) break
    const isNextLine = !isFirst || hole.linePrefix.trim() === ''
    // The engine is most certain of brackets, and they are mostly there already.
    if (isNextLine && !hasLetterOrDigit(line.text)) break
    // Before code, only what leads up to it makes sense.
    if (!line.isWhole && (hole.hasCodeAfter || !isWorthShowing(line, passed))) break
    passed.push(line)
  }
  return isShowable(passed.map(({ text }) => text).join('')) ? passed : []
}

/** The line directly above or below is hardly ever meant to stand there twice. */
function isNeighbour(line: string, { previousLine, nextLine }: Hole): boolean {
  const written = line.trim()
  return written !== '' && (written === previousLine || written === nextLine)
}

/** Only the first line with text may break off; a further one is offered whole or not at all. */
function isWorthShowing({ text }: DraftLine, passed: DraftLine[]): boolean {
  const isFurther = passed.some((earlier) => earlier.text.trim() !== '')
  return !isFurther && text.replace(/\s/g, '').length >= MIN_PIECE_CHARS
}

/** Half of a surrogate pair cannot be sent as UTF-8. */
function isShowable(text: string): boolean {
  return text.trim() !== '' && !/\p{Surrogate}/u.test(text)
}
