// Which of what is open at the cursor the suffix closes, and which is left for the suggestion.
import { indentOf } from './characters.ts'
import { indentOfNest, type Nest, scan } from './scanner.ts'
import type { Syntax } from './syntax.ts'

export interface Nesting {
  /** How many of those open at the cursor the suggestion may close, innermost first. */
  readonly mayClose: number
  /** How many more it has to leave open, because the suffix closes them. */
  readonly mustOpen: number
}

interface Behind {
  suffix: string
  /** The suffix is all that follows, and not only its beginning. */
  isWhole: boolean
}

/** A mark of the suffix that closes something from before it. `indent`: where it is the first of its line. */
interface Unopened {
  readonly mark: string
  readonly indent: number | undefined
}

/** Pairs that have to fit where the number of brackets does not: then far ones are somebody's mistake. */
const NEAR_PAIRS = 3
/** A suggestion is hardly expected to open more than this. */
const MAX_OPENED = 4

/** Undefined where prefix and suffix do not fit together in any way: then brackets are best left alone. */
export function nestingBehind(
  syntax: Syntax,
  nests: readonly Nest[],
  { suffix, isWhole }: Behind,
): Nesting | undefined {
  const unopened = unopenedIn(syntax, nests, suffix)
  if (!unopened || (unopened.length === 0 && nests.length > 0 && !isWhole)) return undefined
  for (const fits of [isSameAtIndent, isSameMark]) {
    const sides = { nests, unopened, fits }
    const nesting =
      (isWhole && fit({ ...sides, isExact: true })) || fit({ ...sides, isExact: false })
    if (nesting) return nesting
  }
  return undefined
}

interface Sides {
  nests: readonly Nest[]
  unopened: readonly Unopened[]
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

function fitsAt(
  { nests, unopened, fits, isExact }: Sides,
  opened: number,
  closed: number,
): boolean {
  const open = nests.length - closed
  const closers = unopened.length - opened
  if (isExact && open !== closers) return false
  const pairs = Math.min(open, closers, isExact ? open : NEAR_PAIRS)
  if (!isExact && pairs === 0 && closers > 0) return false
  for (let at = 0; at < pairs; at += 1) {
    const [nest, closer] = [nests[open - 1 - at], unopened[opened + at]]
    if (!nest || !closer || !fits(nest, closer)) return false
  }
  return true
}

const isSameMark = (nest: Nest, { mark }: Unopened): boolean => nest.mark === mark
const isSameAtIndent = (nest: Nest, closer: Unopened): boolean =>
  isSameMark(nest, closer) && (closer.indent === undefined || closer.indent === indentOfNest(nest))

/** What the suffix closes and has not opened itself, nearest first; undefined where a text hides it. */
function unopenedIn(
  syntax: Syntax,
  nests: readonly Nest[],
  suffix: string,
): Unopened[] | undefined {
  const lineEnd = suffix.indexOf('\n')
  const [line, inner] = [lineEnd < 0 ? suffix : suffix.slice(0, lineEnd), nests.at(-1)]
  const behind = scan(syntax, line, nests).nests.at(-1)
  // A quote is left over: the suffix may begin inside a text that the suggestion has to begin.
  if (behind?.kind === 'text' && behind !== inner) return undefined
  let lowest = nests.length
  const unopened: Unopened[] = []
  for (const { at, mark, depth, isStray } of scan(syntax, suffix, nests).closers) {
    if (!isStray && depth >= lowest) continue
    lowest = Math.min(lowest, depth)
    unopened.push({ mark, indent: indentBefore(suffix, at) })
  }
  return unopened
}

function indentBefore(text: string, at: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const isFirst = lineStart > 0 && text.slice(lineStart, at).trim() === ''
  return isFirst ? indentOf(text, lineStart) : undefined
}
