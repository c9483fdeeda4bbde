// What may be shown of a draft. Each rule stands for a suggestion that was wrong with certainty.
import { type Hole, hasLetterOrDigit } from './hole.ts'

/** A piece of a line shorter than this is not worth the flicker. */
const MIN_PIECE_CHARS = 2

/** A line that could be offered. */
export interface Offer {
  text: string
  /** It ends where the line ends, not where the engine became unsure. */
  isWhole: boolean
}

/** May this be shown as the first line of a suggestion? */
export function mayShow({ text, isWhole }: Offer, hole: Hole): boolean {
  const written = hole.linePrefix + text
  if (!mayStand(text, hole) || isNeighbour(written + hole.lineSuffix, hole)) return false
  if (isWhole) return isShowable(text)
  if (isMostOfNext(written, hole)) return false
  // Before code, only what leads up to it makes sense.
  return !hole.hasCodeAfter && isShowable(text) && visibleChars(text) >= MIN_PIECE_CHARS
}

/**
 * Is a line, without its indentation, a comment? A lone mark of these is an operator, too: what is no comment goes on
 * without a blank.
 */
export function isComment(line: string): boolean {
  return /^(?:\/\/|\/\*|<!--|"""|(?:\*|--|#|#!)(?:[\s/]|$))/.test(line)
}

/** May the line begin like this? Undecided marks may. */
export function mayBegin(text: string, hole: Hole): boolean {
  return hole.linePrefix.trim() !== '' || !/^(?:\/\/|\/\*|<!--|""")/.test(text)
}

/** May the line end like this? Where it may not, the next best one is looked for. */
export function mayStand(text: string, hole: Hole): boolean {
  if (isNeighbour(hole.linePrefix + text, hole)) return false
  if (hole.linePrefix.trim() !== '') return true
  // The engine is most certain of brackets, and they are mostly there already.
  if (!hasLetterOrDigit(text)) return false
  // What people have to say they say themselves; once they have begun, the line is not empty any more.
  return !isComment(text)
}

/** May this be shown as a further line of a suggestion? */
export function mayFollow({ text, isWhole }: Offer, hole: Hole): boolean {
  return isWhole && hasLetterOrDigit(text) && !isNeighbour(text, hole) && isShowable(text)
}

/** The line directly above or below is hardly ever meant to stand there twice. */
export function isNeighbour(line: string, { previousLine, nextLine }: Hole): boolean {
  const written = line.trim()
  return written !== '' && (written === previousLine || written === nextLine)
}

/** A piece that is half of the line below will become all of it. */
function isMostOfNext(written: string, { nextLine }: Hole): boolean {
  const piece = written.trim()
  return nextLine.startsWith(piece) && piece.length * 2 > nextLine.length
}

const visibleChars = (text: string): number => text.replace(/\s/g, '').length

/** Half of a surrogate pair cannot be sent as UTF-8. */
function isShowable(text: string): boolean {
  return text.trim() !== '' && !/\p{Surrogate}/u.test(text)
}
