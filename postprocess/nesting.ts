// Which of what is open at the cursor the suffix closes, and which is left for the suggestion.
import { firstWord, indentOf } from './characters.ts'
import { indentOfNest, type Nest } from './nests.ts'
import { scan } from './scanner.ts'
import type { Syntax } from './syntax.ts'

export interface Nesting {
  /** How many of those open at the cursor the suggestion may close, innermost first. */
  readonly mayClose: number
  /** How many more it has to leave open, because the suffix closes them. */
  readonly mustOpen: number
}

export interface Around {
  syntax: Syntax
  /** What is open at the cursor, innermost last, and how many of them were where its line begins. */
  nests: readonly Nest[]
  openAbove: number
  suffix: string
  /** Prefix and suffix are all that there is, and not only the near parts. */
  isWhole: boolean
}

/** A mark of the suffix that closes something from before it. */
interface Unopened {
  readonly mark: string
  readonly isOnCursorLine: boolean
  /** Where it is the first of its line. */
  readonly indent: number | undefined
}

/** Pairs that have to fit where the number of brackets does not: then far ones are somebody's mistake. */
const NEAR_PAIRS = 3
/** A suggestion is hardly expected to open more than this. */
const MAX_OPENED = 4

/** Undefined where prefix and suffix do not fit together in any way: then brackets are best left alone. */
export function nestingAt(around: Around): Nesting | undefined {
  const { nests, suffix, isWhole } = around
  if (mayBeginInText(around)) return undefined
  const unopened = unopenedIn(around)
  const lineBelow = lineBelowOf(suffix)
  const { openAbove } = around
  for (const { fits, isExact } of WAYS) {
    if (isExact && !isWhole) continue
    const nesting = fit({ nests, unopened, lineBelow, openAbove, fits, isExact })
    if (nesting) return nesting
  }
  return undefined
}

/** The first line behind the cursor's that is not blank; empty where there is none. */
function lineBelowOf(suffix: string): string {
  const first = FIRST_WRITTEN.exec(suffix)
  return first?.[1] ?? ''
}
const FIRST_WRITTEN = /^[^\n]*\n(?:\s*\n)?([^\n]*\S[^\n]*)/

/** The suggestion may have to begin a text that the suffix ends, or to end the one that the cursor is in. */
function mayBeginInText({ syntax, nests, suffix }: Around): boolean {
  const inner = nests.at(-1)
  const lineEnd = suffix.indexOf('\n')
  const line = lineEnd < 0 ? suffix : suffix.slice(0, lineEnd)
  if (inner?.kind === 'comment') {
    const [open, close] = syntax.blockComment ?? ['', '']
    const [openAt, closeAt] = [suffix.indexOf(open), suffix.indexOf(close)]
    return closeAt < 0 || (openAt >= 0 && openAt < closeAt)
  }
  if (inner?.kind === 'text') return inner.quote?.kind === 'lines'
  return syntax.quoteMarks.some(
    (quote) => line.includes(quote) && line.split(quote).length % 2 === 0,
  )
}

interface Sides {
  nests: readonly Nest[]
  openAbove: number
  unopened: readonly Unopened[]
  lineBelow: string
  fits(nest: Nest, closer: Unopened): boolean
  /** As many have to be open as are closed. */
  isExact: boolean
}

function fit(sides: Sides): Nesting | undefined {
  const { nests, unopened } = sides
  for (let opened = 0; opened <= Math.min(MAX_OPENED, unopened.length); opened += 1) {
    for (let closed = 0; closed <= nests.length; closed += 1) {
      if (fitsAt(sides, opened, closed)) return { mayClose: closed, mustOpen: opened }
    }
  }
  return undefined
}

function fitsAt(sides: Sides, opened: number, closed: number): boolean {
  const { nests, unopened, isExact } = sides
  const open = nests.length - closed
  const closers = unopened.length - opened
  if (isExact && open !== closers) return false
  if (!isExact && open === 0 && closers > 0) return false
  const pairs = Math.min(open, isExact ? open : NEAR_PAIRS)
  for (let at = 0; at < pairs; at += 1) {
    if (!fitsPair(sides, open - 1 - at, unopened[opened + at])) return false
  }
  return true
}

/** Whether a closer ends what is open; without one, whether something farther below may. */
function fitsPair(sides: Sides, at: number, closer: Unopened | undefined): boolean {
  const { nests, openAbove, lineBelow, fits } = sides
  const nest = nests[at]
  if (!nest || (closer && !fits(nest, closer))) return false
  if (closer?.isOnCursorLine) return true
  if (nest.kind === 'text') return false
  // Code in a block that was opened above may stand as far left as the block; other brackets' may not.
  if (closer && at < openAbove && nest.mark === '}') return true
  if (!closer && nest.mark !== '}') return false
  const isCloser = ')]}'.includes(firstWord(lineBelow) || ' ')
  const columns = indentOf(lineBelow)
  return columns > indentOfNest(nest) || (isCloser && columns === indentOfNest(nest))
}

const isSameMark = (nest: Nest, { mark }: Unopened): boolean => nest.mark === mark
const isSameAtIndent = (nest: Nest, closer: Unopened): boolean =>
  isSameMark(nest, closer) && (closer.indent === undefined || closer.indent === indentOfNest(nest))

/** In this order. */
const WAYS = [
  { fits: isSameAtIndent, isExact: true },
  { fits: isSameAtIndent, isExact: false },
  { fits: isSameMark, isExact: true },
  { fits: isSameMark, isExact: false },
]

/** What the suffix closes and has not opened itself, nearest first. */
function unopenedIn({ syntax, nests, suffix }: Around): Unopened[] {
  const lineEnd = suffix.indexOf('\n')
  let lowest = nests.length
  const unopened: Unopened[] = []
  for (const { at, mark, depth, isStray } of scan(syntax, suffix, nests).closers) {
    if (!isStray && depth >= lowest) continue
    lowest = Math.min(lowest, depth)
    const isOnCursorLine = lineEnd < 0 || at < lineEnd
    unopened.push({ mark, isOnCursorLine, indent: indentBefore(suffix, at) })
  }
  return unopened
}

function indentBefore(text: string, at: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const isFirst = lineStart > 0 && text.slice(lineStart, at).trim() === ''
  return isFirst ? indentOf(text, lineStart) : undefined
}
