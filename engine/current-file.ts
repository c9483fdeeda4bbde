// The file around the cursor as a store of its own: what stands before it, and what behind.
import type { Chains } from './chains.ts'
import { type Context, contextAt } from './context.ts'
import type { Bounds, EditedText } from './edited-text.ts'
import type { Hole } from './hole.ts'
import { lexLine } from './lexer.ts'
import { ABOVE, BELOW, type Nearest } from './nearest.ts'
import type { Repeats } from './repeats.ts'
import { shapesOf } from './shapes.ts'
import { shiftCode, type TokenList } from './token-list.ts'
import { BOUNDARY, FILE_START, type Vocabulary } from './vocabulary.ts'

/**
 * Lines that are linked for each question. Those farther away say little, and linking is what costs most. Their tokens
 * are more than what people write in as many lines: who has longer ones has a table, or no code.
 */
export const BEFORE: Bounds = { lines: 1_200, tokens: 30_000 }
export const AFTER: Bounds = { lines: 600, tokens: 15_000 }
/** Tokens behind the current line that are looked at. */
const FOLLOWING_TOKENS = 6

export interface CurrentFile {
  chains: Chains
  /** The same places by their shape. */
  shapes: Chains
  /** First place behind the cursor, and before it; the nearest ones are at `suffixFirst` and the end. */
  suffixFirst: number
  prefixFirst: number
  context: Context
  /** Tokens of the next lines: what a good prediction leads to. */
  following: Int32Array
  nearest: Nearest
  repeats: Repeats
}

/** What is emptied and filled for each question. */
export interface FileRoom {
  chains: Chains
  shapes: Chains
  nearest: Nearest
  repeats: Repeats
  /** Tokens before and behind the cursor, and their shapes: thousands, and as many at the next key. */
  before: TokenList
  after: TokenList
  shaped: TokenList
  last: CurrentFile | undefined
}

/**
 * The document of `text` with the hole's line cut in two. The last one again where its tokens are the same: of a word
 * in progress there are none.
 */
export function currentFileOf(
  text: EditedText,
  hole: Hole,
  room: FileRoom,
  vocabulary: Vocabulary,
): CurrentFile {
  const restTokens = readAround(text, hole, room, vocabulary)
  if (!room.last || !holdsTokens(room.last, room)) room.last = linked(room, restTokens, vocabulary)
  return room.last
}

/** Fills `before` and `after`; returns how many tokens of the line are left behind the cursor. */
function readAround(
  text: EditedText,
  hole: Hole,
  { before, after }: FileRoom,
  vocabulary: Vocabulary,
): number {
  const line = text.lineAt(hole.lineStart)
  before.count = 0
  after.count = 0
  const firstLine = text.firstLineOf(line, BEFORE)
  if (firstLine === 0) before.push(FILE_START, shiftCode(0))
  const columns = text.pushLines(before, firstLine, line, 0)
  // The break before the current line depends on its own indentation, which is all that may be there.
  text.pushBreakBefore(before, line, columns, hole.columns)
  const typedFrom = hole.linePrefix.length - hole.typed.length
  lexLine(before, vocabulary, hole.linePrefix, 0, typedFrom)
  lexLine(after, vocabulary, hole.lineSuffix, 0, hole.lineSuffix.length)
  const restTokens = after.count
  text.pushLines(after, line + 1, text.endLineOf(line + 1, AFTER), hole.columns)
  return restTokens
}

function holdsTokens(file: CurrentFile, { before, after }: FileRoom): boolean {
  const { chains, suffixFirst, prefixFirst } = file
  const isAsLong =
    prefixFirst - 1 - suffixFirst === after.count &&
    chains.tokens.count - prefixFirst === before.count
  return (
    isAsLong &&
    chains.tokens.holdsAt(prefixFirst, before) &&
    chains.tokens.holdsAt(suffixFirst, after)
  )
}

function linked(room: FileRoom, restTokens: number, vocabulary: Vocabulary): CurrentFile {
  const { chains, shapes, nearest, repeats, before, after, shaped } = room
  // Each of the two stands behind a boundary.
  const places = after.count + before.count + 2
  chains.clear(places)
  const suffixFirst = chains.add(after, 'first')
  const prefixFirst = chains.add(before, 'last')
  // What an earlier question left behind the last token is none of this one.
  chains.tokens.push(BOUNDARY, 0)
  chains.tokens.count--
  shapes.clear(places)
  shapes.add(shapesOf(after, vocabulary, shaped), 'first')
  shapes.add(shapesOf(before, vocabulary, shaped), 'last')
  const { ids, count } = chains.tokens
  nearest.begin(vocabulary.count)
  for (let place = suffixFirst; place < prefixFirst - 1; place++)
    nearest.note(ids[place] ?? 0, place - suffixFirst, BELOW)
  for (let place = prefixFirst; place < count; place++)
    nearest.note(ids[place] ?? 0, count - place, ABOVE)
  repeats.begin({ ids, count, suffixFirst, prefixFirst })
  return {
    nearest,
    repeats,
    chains,
    shapes,
    suffixFirst,
    prefixFirst,
    context: contextAt(before.ids, before.count),
    following: after.ids.slice(restTokens, Math.min(after.count, restTokens + FOLLOWING_TOKENS)),
  }
}

/** Tokens between a place and the cursor. */
export function distanceOf(
  { chains, suffixFirst, prefixFirst }: CurrentFile,
  place: number,
): number {
  return place >= prefixFirst ? chains.tokens.count - place : place - suffixFirst
}
