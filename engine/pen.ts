// Turns predicted tokens back into text: spaces, indentation and line breaks of the document.
import type { Hole } from './hole.ts'
import { indentation } from './indentation.ts'
import type { NextToken } from './next-token.ts'
import { gapAt, partAt, type Store } from './store.ts'
import { isWordChar } from './tokens.ts'
import { BOUNDARY, isBreak, levelsOf } from './vocabulary.ts'

const OPENERS = '([{'
const CLOSERS = ')]}'

/** A written line. All but the first begin with their line break and indentation. */
export interface DraftLine {
  text: string
  /** Ended where the line ends, not where the engine became unsure. */
  isWhole: boolean
  /** 0…1, how sure the engine is of everything up to its end. */
  running: number
}

export interface Pen {
  store: Store
  hole: Hole
  /** Finished lines, and the text of the one that is being written. */
  lines: DraftLine[]
  text: string
  /** Indentation of the line that is being written. */
  columns: number
  /** Tokens so far. The first adds no text when it was typed in full. */
  written: number
  /** Brackets opened by the draft and not closed yet. */
  depth: number
  /** 0…1, product of the probabilities of all tokens so far. */
  running: number
}

export function startPen(store: Store, hole: Hole): Pen {
  const { columns } = hole
  return { store, hole, lines: [], text: '', columns, written: 0, depth: 0, running: 1 }
}

/** Was a blank typed behind the last token? Indentation is none. */
export function isBehindBlank({ store, hole }: Pen): boolean {
  return !isLineStart(store) && /[ \t]$/.test(hole.linePrefix)
}

export function write(pen: Pen, next: NextToken): void {
  if (isBreak(next.id)) startLine(pen, next)
  else pen.text += writtenForm(pen, next)
  pen.running *= next.probability
  pen.written++
  pen.store.ids[pen.store.count++] = next.id
}

/** Puts down the pen: the line that is being written becomes the last one. */
export function finishedLines(pen: Pen, isWhole: boolean): DraftLine[] {
  return [...pen.lines, { text: pen.text, isWhole, running: pen.running }]
}

/** Indentation after a break: exact where both texts indent alike, else by level. */
export function columnsAfter({ store, columns }: Pen, { id, place }: NextToken): number {
  const part = partAt(store, place)
  const { unit } = store.style
  const isAlike = part?.tokens.style.unit === unit
  const shift = isAlike ? (part.tokens.shifts[place - part.first] ?? 0) : levelsOf(id) * unit
  return Math.max(0, columns + shift)
}

/** Joins the text to the rest of the line, if that goes on with this token. */
export function joinRest(pen: Pen, { id, place }: NextToken): boolean {
  const { hole, store, written } = pen
  if (!standsInRest(pen, store.vocabulary.words[id] ?? '')) return false
  if (written > 0 && !/^[ \t]/.test(hole.lineSuffix)) pen.text += gapAt(store, place)
  return true
}

/** Brackets that the draft opened are its own to close. */
function standsInRest({ hole, depth }: Pen, word: string): boolean {
  const rest = hole.lineSuffix.trimStart()
  if (rest === '' || depth > 0) return false
  if (!hole.hasCodeAfter && CLOSERS.includes(word)) return rest.includes(word)
  const isPartOfWord = isWordChar(word.charCodeAt(0)) && isWordChar(rest.charCodeAt(word.length))
  return rest.startsWith(word) && !isPartOfWord
}

function startLine(pen: Pen, next: NextToken): void {
  pen.lines = finishedLines(pen, true)
  pen.columns = columnsAfter(pen, next)
  pen.text = pen.hole.lineBreak + indentation(pen.columns, pen.store.style)
}

function writtenForm(pen: Pen, { id, place }: NextToken): string {
  const { store, hole, written } = pen
  const word = store.vocabulary.words[id] ?? ''
  if (OPENERS.includes(word)) pen.depth++
  else if (CLOSERS.includes(word)) pen.depth = Math.max(0, pen.depth - 1)
  if (written === 0 && hole.typed !== '') return word.slice(hole.typed.length)
  const hasGap = isLineStart(store) || (written === 0 && isBehindBlank(pen))
  return hasGap ? word : gapAt(store, place) + word
}

function isLineStart({ ids, count }: Store): boolean {
  const last = ids[count - 1] ?? BOUNDARY
  return last === BOUNDARY || isBreak(last)
}
