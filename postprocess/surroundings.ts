// What stands around the cursor, as far as the steps need it: read once for each answer.
import type { BlockStyle, Language } from '../grammars/index.ts'
import { isWritten } from './characters.ts'
import { type Nesting, nestingAt } from './nesting.ts'
import type { Nest } from './nests.ts'
import { ownCopy } from './own-copy.ts'
import { isInText, scan } from './scanner.ts'
import { type Syntax, syntaxOf } from './syntax.ts'

/** What a suggestion is asked for; a whole request of the pipeline fits. */
export interface Asked {
  kind: 'completion' | 'generation'
  language?: Language | undefined
  prefix: string
  suffix?: string
  /** Marks of the asker's own: the text ends before the first of them. */
  stop?: readonly string[] | undefined
}

export interface Surroundings {
  readonly blocks: BlockStyle | undefined
  /** What stands before the cursor's line, without the break between them. */
  readonly above: string
  /** The next lines that are not blank, without blanks at their ends. */
  readonly linesBelow: readonly string[]
  /** The cursor's line up to the cursor, and from it. */
  readonly linePrefix: string
  readonly lineRest: string
  /** Undefined where the language's texts and brackets are not known, and for generations. */
  readonly code: Code | undefined
}

export interface Code {
  readonly syntax: Syntax
  /** What is open where the cursor's line begins, and at the cursor; innermost last. */
  readonly lineNests: readonly Nest[]
  readonly nests: readonly Nest[]
  /** In a text or a comment. */
  readonly isInText: boolean
  /** Undefined where it cannot be told what the suffix closes. */
  readonly nesting: Nesting | undefined
}

/**
 * How much of the texts is read, at about 5 ns a character. What is open at the cursor was mostly opened
 * near it, and what is far is not missed: only near brackets have to fit.
 */
const PREFIX_CHARS = 1_500
const SUFFIX_CHARS = 750
/** The cursor's line is read again with each chunk. */
const MAX_LINE_CHARS = 1_000
/** Lines of the suffix that a suggestion may repeat. */
const LINES_BELOW = 4

/** As much of the texts as is read, in memory of its own: for who waits for an answer, as thousands may. */
export const nearOnly = ({ kind, language, prefix, suffix = '', stop }: Asked): Asked => ({
  kind,
  language,
  // One character more tells that there was more.
  prefix: ownCopy(prefix.slice(-PREFIX_CHARS - 1)),
  suffix: ownCopy(suffix.slice(0, SUFFIX_CHARS + 1)),
  stop,
})

/** Holds parts of the texts: of a request's own, for a short while only. */
export function surroundingsOf({ kind, language, prefix, suffix = '' }: Asked): Surroundings {
  const above = nearPrefix(prefix)
  const below = suffix.slice(0, SUFFIX_CHARS)
  const lineStart = above.lastIndexOf('\n') + 1
  const lineEnd = below.indexOf('\n')
  const isReadable = kind === 'completion' && above.length - lineStart <= MAX_LINE_CHARS
  const syntax = isReadable ? syntaxOf(language) : undefined
  const linesBelow = lineEnd < 0 ? [] : below.slice(lineEnd + 1).split('\n', 4 * LINES_BELOW)
  return {
    blocks: language?.blocks,
    above: above.slice(0, Math.max(0, lineStart - 1)),
    linesBelow: linesBelow
      .filter(isWritten)
      .slice(0, LINES_BELOW)
      .map((line) => line.trimEnd()),
    linePrefix: above.slice(lineStart),
    lineRest: lineEnd < 0 ? below : below.slice(0, lineEnd),
    code:
      syntax &&
      codeAround(syntax, {
        above,
        below,
        isWhole: above.length === prefix.length && below.length === suffix.length,
      }),
  }
}

interface Texts {
  above: string
  below: string
  isWhole: boolean
}

function codeAround(syntax: Syntax, { above, below, isWhole }: Texts): Code {
  const lineStart = above.lastIndexOf('\n') + 1
  const { nests: lineNests } = scan(syntax, above.slice(0, lineStart))
  const cursor = scan(syntax, above.slice(lineStart), lineNests)
  const { nests } = cursor
  const around = { syntax, nests, openAbove: lineNests.length, suffix: below, isWhole }
  return {
    syntax,
    lineNests,
    nests,
    isInText: isInText(cursor),
    nesting: cursor.isInLineComment ? undefined : nestingAt(around),
  }
}

/** The end of a prefix, from a line that hardly begins inside a text or a comment. */
function nearPrefix(prefix: string): string {
  if (prefix.length <= PREFIX_CHARS) return prefix
  const near = prefix.slice(-PREFIX_CHARS)
  const declaration = near.search(/\n[\p{L}@#]/u)
  return near.slice((declaration < 0 ? near.indexOf('\n') : declaration) + 1)
}
