// Whether a suggestion can be of use where the cursor stands.

/** Fewer characters say nothing about what follows. */
const MIN_CHARS = 10

/** What may stand behind the cursor: brackets and quotes that an editor closed by itself, and the end of a line. */
const REST_OF_LINE = /^\s*[)}\]"'`]*\s*[:{;,]?\s*$/

/** More cannot be blanks and brackets only. */
const MAX_REST_CHARS = 200

export interface Place {
  /** Of the whole document. */
  textChars: number
  /** The text behind the cursor in its line. */
  restOfLine: string
  /** What the completion widget would insert: it says what is meant however short the document is. */
  hasSelection: boolean
}

export function isWorthAsking({ textChars, restOfLine, hasSelection }: Place): boolean {
  if (textChars < MIN_CHARS && !hasSelection) return false
  return restOfLine.length <= MAX_REST_CHARS && REST_OF_LINE.test(restOfLine)
}
