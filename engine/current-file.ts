// The file around the cursor as a store of its own: what stands before it, and what behind.
import type { Around } from './around.ts'
import { type Context, contextAt } from './context.ts'
import type { Bounds, EditedText } from './edited-text.ts'
import type { Hole } from './hole.ts'
import { lexLine } from './lexer.ts'
import type { Repeats } from './repeats.ts'
import type { Piece, TokenList } from './token-list.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Lines that are looked at. Those farther away say little. Their tokens are more than what people write in as many
 * lines: who has longer ones has a table, or no code.
 */
export const BEFORE: Bounds = { lines: 1_280, tokens: 30_000 }
export const AFTER: Bounds = { lines: 640, tokens: 15_000 }
/** Tokens behind the current line that are looked at. */
const FOLLOWING_TOKENS = 6

export interface CurrentFile {
  around: Around
  context: Context
  /** Tokens of the next lines: what a good prediction leads to. */
  following: Int32Array
  repeats: Repeats
}

/** What is kept from question to question. */
export interface FileRoom {
  around: Around
  repeats: Repeats
  /** Tokens next to the cursor that the document does not have as they are. */
  before: TokenList
  after: TokenList
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
  const { around, repeats, before, after } = room
  const line = text.lineAt(hole.lineStart)
  before.count = 0
  after.count = 0
  text.pushBreak(before, line, hole.columns)
  const typedFrom = hole.linePrefix.length - hole.typed.length
  lexLine(before, vocabulary, hole.linePrefix, 0, typedFrom)
  lexLine(after, vocabulary, hole.lineSuffix, 0, hole.lineSuffix.length)
  const restTokens = after.count
  const above = text.tokensAbove(line, BEFORE)
  const below = text.tokensBelow(line, AFTER, hole.columns, after)
  const isNew = around.become([above, wholeOf(before)], [wholeOf(after), below])
  if (!isNew && room.last) return room.last
  repeats.begin(around)
  const { ids, aboveFirst, aboveEnd, belowFirst, belowEnd } = around
  const from = belowFirst + restTokens
  room.last = {
    around,
    repeats,
    context: contextAt(ids.subarray(aboveFirst), aboveEnd - aboveFirst),
    following: ids.slice(from, Math.min(belowEnd, from + FOLLOWING_TOKENS)),
  }
  return room.last
}

const wholeOf = (list: TokenList): Piece => ({ list, from: 0, to: list.count })
