// Turns predicted tokens back into text: spaces, indentation and line breaks of the document.
import { IN_FILE } from './ballot.ts'
import { type Context, withNext } from './context.ts'
import type { Hole } from './hole.ts'
import { type IndentStyle, indentation } from './indentation.ts'
import type { KnownSteps } from './known-steps.ts'
import { isWordChar } from './lexer.ts'
import { listOf, type Sources } from './sources.ts'
import type { NextToken } from './step.ts'
import { blanksOf, shiftOf } from './token-list.ts'
import { BOUNDARY, isBreak, levelsOf } from './vocabulary.ts'

const OPENERS = '([{'
const CLOSERS = ')]}'

/** Where a line may be cut: behind one of its tokens. */
export interface Mark {
  /** Characters of the line up to here. */
  chars: number
  /** 0…1, product of the probabilities of all tokens up to here. */
  running: number
}

/** A line as far as it is written; never changed, only continued. */
export interface Writing {
  context: Context
  /** The tokens so far, as text. */
  path: string
  /** The line that is being written; all but the first begin with their break and indentation. */
  text: string
  /** Indentation of the line that is being written. */
  columns: number
  /** Tokens so far. */
  written: number
  /** Brackets opened and not closed yet. */
  depth: number
  running: number
  /** Probability of the least probable token. */
  weakest: number
  marks: readonly Mark[]
  /** The first token, whose context is all real text. */
  first: NextToken | undefined
}

/** What does not change while writing. */
export interface Desk {
  sources: Sources
  hole: Hole
  style: IndentStyle
  known: KnownSteps
}

export function startWriting({ sources, hole }: Desk): Writing {
  return {
    context: sources.file.context,
    path: '',
    text: '',
    columns: hole.columns,
    written: 0,
    depth: 0,
    running: 1,
    weakest: 1,
    marks: [],
    first: undefined,
  }
}

/** Was a blank typed behind the last token? Indentation is none. */
export function isBehindBlank({ sources, hole }: Desk): boolean {
  return !isLineStart(sources.file.context) && /[ \t]$/.test(hole.linePrefix)
}

/** The writing with one more token of the same line. */
export function withToken(desk: Desk, writing: Writing, next: NextToken): Writing {
  const text = textWith(desk, writing, next)
  return continued(writing, next, { text, depth: depthAfter(desk, writing, next) })
}

/** The text of the writing with one more token of the same line. */
export function textWith(desk: Desk, writing: Writing, next: NextToken): string {
  return writing.text + writtenForm(desk, writing, next)
}

/** The writing with a new line begun. */
export function withBreak(desk: Desk, writing: Writing, next: NextToken): Writing {
  const columns = columnsAfter(desk, writing, next)
  const text = desk.hole.lineBreak + indentation(columns, desk.style)
  return { ...continued(writing, next, { text, depth: 0 }), columns, marks: [] }
}

function continued(writing: Writing, next: NextToken, changed: { text: string; depth: number }) {
  const running = writing.running * next.probability
  return {
    ...writing,
    ...changed,
    context: withNext(writing.context, next.id),
    path: `${writing.path} ${next.id}`,
    written: writing.written + 1,
    running,
    weakest: Math.min(writing.weakest, next.probability),
    marks: [...writing.marks, { chars: changed.text.length, running }],
    first: writing.first ?? next,
  }
}

/** Indentation after a break: exact where both texts indent alike, else by level. */
export function columnsAfter(
  { sources, style }: Desk,
  { columns }: Writing,
  next: NextToken,
): number {
  const isAlike = unitAt(sources, next, style.unit) === style.unit
  const gap = listOf(sources, next.where).gaps[next.place] ?? 0
  const shift = isAlike ? shiftOf(gap) : levelsOf(next.id) * style.unit
  return Math.max(0, columns + shift)
}

/** How the text at a place indents. */
function unitAt({ workspace }: Sources, { where, place }: NextToken, own: number): number {
  if (where === IN_FILE || !workspace) return own
  const store = where === 1 ? workspace.changed : workspace.resting
  return store.fileAt(place)?.unit ?? own
}

/**
 * The text up to where the rest of the line goes on with this token; undefined when it does not. Brackets that the
 * draft opened are its own to close.
 */
export function joinedToRest(desk: Desk, writing: Writing, next: NextToken): string | undefined {
  const { hole, sources } = desk
  const rest = hole.lineSuffix.trimStart()
  if (rest === '' || writing.depth > 0) return undefined
  if (!beginsRest(hole, rest, sources.vocabulary.wordOf(next.id))) return undefined
  const needsGap = writing.written > 0 && !/^[ \t]/.test(hole.lineSuffix)
  return needsGap ? writing.text + gapAt(sources, next) : writing.text
}

function beginsRest(hole: Hole, rest: string, word: string): boolean {
  if (!hole.hasCodeAfter && CLOSERS.includes(word)) return rest.includes(word)
  const isPartOfWord = isWordChar(word.charCodeAt(0)) && isWordChar(rest.charCodeAt(word.length))
  return rest.startsWith(word) && !isPartOfWord
}

function writtenForm(desk: Desk, { context, written }: Writing, next: NextToken): string {
  const { sources, hole } = desk
  const word = sources.vocabulary.wordOf(next.id)
  if (written === 0 && hole.typed !== '') return word.slice(hole.typed.length)
  const hasGap = isLineStart(context) || (written === 0 && isBehindBlank(desk))
  return hasGap ? word : gapAt(sources, next) + word
}

function depthAfter({ sources }: Desk, { depth }: Writing, { id }: NextToken): number {
  const word = sources.vocabulary.wordOf(id)
  if (OPENERS.includes(word)) return depth + 1
  return CLOSERS.includes(word) ? Math.max(0, depth - 1) : depth
}

function gapAt(sources: Sources, { where, place }: NextToken): string {
  return blanksOf(listOf(sources, where).gaps[place] ?? 0)
}

function isLineStart(context: Context): boolean {
  const last = context[0] ?? BOUNDARY
  return last === BOUNDARY || isBreak(last)
}
