// What the engine looks at: the texts cut to their caps, and the line around the cursor.
import { columnsOf, skipBlanks } from './indentation.ts'
import { isWordChar, MAX_LINE_CHARS } from './lexer.ts'
import type { EngineRequest, EngineSource, StatelessRequest } from './suggestion.ts'
import { NUL, type TwoParts } from './two-parts.ts'

// Caps in characters. They bound the time and the memory of one call.
const MAX_PREFIX_CHARS = 400_000
const MAX_SUFFIX_CHARS = 400_000
/** A prefix over its cap loses so much at once: else its beginning would move with every key. */
const DROP_CHARS = 100_000
const MAX_SOURCE_CHARS = 100_000
const MAX_TOTAL_CHARS = 400_000
/** Nobody sends more with purpose. */
const MAX_SOURCES = 250
/** A longer word at the cursor is a key, a hash or a picture. */
const MAX_TYPED_CHARS = 80

/** The place that a suggestion fills. */
export interface Hole {
  /** Offset of the current line in the document. */
  lineStart: number
  /** The part of a word directly before the cursor. A suggestion continues it. */
  typed: string
  /** The document within its caps. */
  text: TwoParts
  /** The current line up to the cursor, and from the cursor. */
  linePrefix: string
  lineSuffix: string
  /** More than brackets and the like stands behind the cursor on its line. */
  hasCodeAfter: boolean
  /** The nearest lines that are not blank, trimmed; empty at the ends of the document. */
  previousLine: string
  nextLine: string
  /** Indentation of the current line. */
  columns: number
  lineBreak: string
}

/** Undefined where nothing sensible can be said: endless lines, inside a word. */
export function holeOf({ prefix, suffix }: EngineRequest): Hole | undefined {
  const near = tailOf(prefix)
  const linePrefix = near.slice(lastLineStart(near))
  const lineEnd = firstLineEnd(suffix.slice(0, MAX_LINE_CHARS + 1))
  if (linePrefix.length + lineEnd > MAX_LINE_CHARS) return undefined
  const after = headOf(suffix, MAX_SUFFIX_CHARS)
  const typed = typedPart(linePrefix)
  const isInsideWord = typed !== '' && isWordChar(after.charCodeAt(0))
  if (isInsideWord || typed.length > MAX_TYPED_CHARS) return undefined
  return {
    text: { before: near, behind: after },
    lineStart: near.length - linePrefix.length,
    typed,
    linePrefix,
    lineSuffix: after.slice(0, lineEnd),
    hasCodeAfter: hasLetterOrDigit(after.slice(0, lineEnd)),
    previousLine: lastWrittenLine(near.slice(0, near.length - linePrefix.length)),
    nextLine: firstWrittenLine(after.slice(lineEnd)),
    columns: columnsOf(linePrefix, 0, skipBlanks(linePrefix, 0)),
    lineBreak: lineBreakOf(near, after),
  }
}

/** The sources that are learned from, cut to what the caps leave beside the hole. */
export function boundedSources({ prefix, suffix, sources = [] }: StatelessRequest): EngineSource[] {
  const own = Math.min(prefix.length, MAX_PREFIX_CHARS) + Math.min(suffix.length, MAX_SUFFIX_CHARS)
  let room = MAX_TOTAL_CHARS - own
  const bounded: EngineSource[] = []
  for (const { name, text } of sources.slice(0, MAX_SOURCES)) {
    const head = headOf(text, Math.min(room, MAX_SOURCE_CHARS))
    if (head === '' || head.includes(NUL)) continue
    room -= head.length
    bounded.push({ name, text: head })
  }
  return bounded
}

export function hasLetterOrDigit(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

function tailOf(text: string): string {
  if (text.length <= MAX_PREFIX_CHARS) return text
  const drops = Math.ceil((text.length - MAX_PREFIX_CHARS) / DROP_CHARS)
  const tail = text.slice(drops * DROP_CHARS)
  return tail.slice(tail.indexOf('\n') + 1)
}

function headOf(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const head = text.slice(0, maxChars)
  return head.slice(0, head.lastIndexOf('\n') + 1)
}

/** Searched from the end: a text without the one or the other break would be read as a whole. */
function lastLineStart(text: string): number {
  let start = text.length
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--
  return start
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/)
  return end < 0 ? text.length : end
}

function firstWrittenLine(text: string): string {
  const written = text.trimStart()
  return written.slice(0, firstLineEnd(written)).trimEnd()
}

function lastWrittenLine(text: string): string {
  const written = text.trimEnd()
  return written.slice(lastLineStart(written)).trimStart()
}

function typedPart(linePrefix: string): string {
  let start = linePrefix.length
  while (start > 0 && isWordChar(linePrefix.charCodeAt(start - 1))) start--
  return linePrefix.slice(start)
}

/** The line break nearest before the cursor, else the first one after it. */
function lineBreakOf(before: string, after: string): string {
  const at = before.lastIndexOf('\n')
  if (at >= 0) return before[at - 1] === '\r' ? '\r\n' : '\n'
  return after.slice(firstLineEnd(after)).startsWith('\r\n') ? '\r\n' : '\n'
}
