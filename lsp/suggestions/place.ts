// A cursor in a text, and whether a text that was written for one cursor still fits at another.
import { ownCopy } from '../../postprocess/index.ts'

export interface Place {
  /** With the text that the editor's completion widget would insert first. */
  prefix: string
  suffix: string
}

/** What has to be the same around a cursor for a text that was written for it to still fit. */
export interface Anchor {
  /** The end of the prefix. */
  readonly before: string
  /** The rest of the cursor's line and the first written line below it. */
  readonly after: string
  /** Whether `after` is the whole suffix: nothing else may follow then. */
  readonly isAllAfter: boolean
  /** Whether `before` is the whole prefix: nothing else may stand before it then. */
  readonly isWhole: boolean
  /** How much of the end of `before` is the cursor's line and the written one above it; 0: there is none above. */
  readonly nearChars: number
  /** Of the whole prefix. */
  readonly prefixChars: number
}

export interface Typed {
  /** What was typed since, in the words of the text. */
  chars: number
  /** Brackets and quotes that the editor closed by itself behind the cursor. */
  closed: string
}

/** At the end of a line that has something in it: the line break and the indentation that the next one begins with. */
export function nextLineAt({ prefix, suffix }: Place): string | undefined {
  const line = prefix.slice(prefix.lastIndexOf('\n') + 1)
  const [, indentation = ''] = /^([ \t]*)\S/.exec(line) ?? []
  if (line.trim() === '' || !/^[ \t]*(\r?\n|$)/.test(suffix)) return undefined
  const isWindows = prefix.includes('\r\n') || suffix.startsWith('\r\n')
  return (isWindows ? '\r\n' : '\n') + indentation
}

/** Enough that the same code at another place is hardly taken for this one; edits farther away do not matter. */
const BEFORE_CHARS = 256
const AFTER_CHARS = 128
/** As many as an editor closes while a suggestion is typed. */
const MAX_CLOSED = 4
const CLOSERS = /^[)\]}>"'`]+/

/** Kept for as long as what was suggested is remembered; the document that it was cut from is not. */
export function anchorAt({ prefix, suffix }: Place): Anchor {
  const below = suffix.slice(0, AFTER_CHARS)
  const near = NEAR_BELOW.exec(below)?.[0]
  return {
    before: ownCopy(prefix.slice(-BEFORE_CHARS)),
    after: ownCopy(near ?? below),
    isAllAfter: near === undefined && below.length === suffix.length,
    isWhole: prefix.length <= BEFORE_CHARS,
    nearChars: nearCharsOf(prefix.slice(-BEFORE_CHARS)),
    prefixChars: prefix.length,
  }
}

const NEAR_BELOW = /^[^\n]*\n(?:[^\S\n]*\n)*[^\n]*\S[^\n]*\n/

function nearCharsOf(before: string): number {
  const lines = before.split('\n')
  const above = lines.findLastIndex((line, at) => at < lines.length - 1 && line.trim() !== '')
  return above < 0 ? 0 : lines.slice(above).join('\n').length
}

/**
 * How much of `text`, which was written for `anchor`, stands before the cursor now. Undefined: it does not fit here.
 * `isOpen`: more of the text is to come, so that more may have been typed than there is of it.
 */
export function typedAt(
  anchor: Anchor,
  place: Place,
  { text, isOpen }: { text: string; isOpen: boolean },
): Typed | undefined {
  const closed = closedBetween(anchor, place.suffix)
  if (closed === undefined) return undefined
  const maxTyped = isOpen ? text.length + BEFORE_CHARS : text.length
  const window = place.prefix.slice(-(anchor.before.length + maxTyped))
  const isAllOfIt = window.length === place.prefix.length
  for (let at = window.lastIndexOf(anchor.before); at >= 0; ) {
    const typed = window.slice(at + anchor.before.length)
    const agrees = text.startsWith(typed) || (isOpen && typed.startsWith(text))
    if (agrees && (!anchor.isWhole || (at === 0 && isAllOfIt))) {
      return { chars: typed.length, closed }
    }
    at = at === 0 ? -1 : window.lastIndexOf(anchor.before, at - 1)
  }
  return undefined
}

/** An edit above that moves the place by more may have written the same lines a second time. */
const MAX_MOVED_CHARS = 8

/** Imports, or a head of the file. */
const MAX_ADDED_CHARS = 1_000

/** At the beginning of a file lines are put above it; farther down what stands before is long enough to tell. */
const mayHaveLinesAbove = ({ isWhole }: Anchor, moved: number): boolean =>
  isWhole && moved > 0 && moved <= MAX_ADDED_CHARS

/**
 * The same where lines above were edited: the cursor's line, the written one above it and what follows are as they
 * were, and the place has hardly moved, or they stand nowhere else.
 */
export function typedBelowEdits(anchor: Anchor, place: Place, text: string): Typed | undefined {
  const { before, nearChars, prefixChars, after } = anchor
  const moved = place.prefix.length - prefixChars
  // At the end of a file the same lines come again and again.
  if (nearChars === 0 || after.trim() === '' || moved < -MAX_MOVED_CHARS) return undefined
  const isFar = moved > text.length + MAX_MOVED_CHARS
  if (isFar && !mayHaveLinesAbove(anchor, moved)) return undefined
  const closed = closedBetween(anchor, place.suffix)
  if (closed === undefined) return undefined
  const near = before.slice(-nearChars)
  const at = place.prefix.lastIndexOf(near)
  const chars = place.prefix.length - at - near.length
  const isOwnLine = at === 0 || place.prefix[at - 1] === '\n'
  const isNear = Math.abs(moved - chars) <= MAX_MOVED_CHARS
  const isOnly = mayHaveLinesAbove(anchor, moved) && place.prefix.indexOf(near) === at
  const isThere = at >= 0 && isOwnLine && (isNear || isOnly)
  return isThere && text.startsWith(place.prefix.slice(at + near.length))
    ? { chars, closed }
    : undefined
}

/** What stands before the old suffix now, where that is nothing but closing marks. */
function closedBetween(anchor: Anchor, suffix: string): string | undefined {
  if (isFollowed(anchor, suffix)) return ''
  const [closers = ''] = CLOSERS.exec(suffix.slice(0, MAX_CLOSED)) ?? []
  for (let count = 1; count <= closers.length; count += 1) {
    if (isFollowed(anchor, suffix.slice(count))) return closers.slice(0, count)
  }
  return undefined
}

const isFollowed = ({ after, isAllAfter }: Anchor, suffix: string): boolean =>
  isAllAfter ? suffix === after : suffix.startsWith(after)
