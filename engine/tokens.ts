// One lexer for every language. It knows nothing of strings and comments: text in them is predicted
// word by word like everything else.
import { columnsOf, type IndentStyle, isLineEnd, skipBlanks } from './indentation.ts'
import { BLANK_BREAK, BOUNDARY, levelBreak, numberOf, type Vocabulary } from './vocabulary.ts'

/** Lines over this many characters are generated or minified; they would only drown the rest. */
export const MAX_LINE_CHARS = 2_000

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const DOLLAR = 36
const FULL_STOP = 46
const UNDERSCORE = 95
const FIRST_BEYOND_ASCII = 128

const OPERATORS = new Set(
  (
    '=== !== ... ..= <<= >>= >>> **= &&= ||= ??= <=> """ \'\'\' ``` => -> <- :: := == != <= >= && || ?? ?. ' +
    '++ -- += -= *= /= %= |= &= ^= << >> ** // /* */ .. </ />'
  ).split(' '),
)
/** Most single characters are followed by none of these, which spares two look-ups. */
const OPERATOR_CHARS = new Set([...OPERATORS].join(''))

/**
 * A text as tokens, in parallel arrays of which the first `count` places are used.
 * Offsets are UTF-16 and half-open. Between `ends[i - 1]` and `starts[i]` are only spaces and tabs.
 */
export interface TokenizedText {
  text: string
  style: IndentStyle
  count: number
  ids: Int32Array
  starts: Int32Array
  ends: Int32Array
  /** Exact change of indentation in columns; only breaks have one. */
  shifts: Int32Array
}

export interface TokenizeOptions {
  vocabulary: Vocabulary
  style: IndentStyle
  /** Indentation of the line that the text begins in the middle of, if it does. */
  columns?: number
}

/**
 * Cuts a text into tokens.
 * The last line counts as written even when it is blank: in a prefix the cursor stands on it.
 */
export function tokenize(text: string, options: TokenizeOptions): TokenizedText {
  const tokens = emptyTokens(text, options.style)
  let columns = options.columns ?? columnsOf(text, 0, skipBlanks(text, 0))
  let lineStart = 0
  for (;;) {
    const lineEnd = endOfLine(text, lineStart)
    pushLine(tokens, options.vocabulary, lineStart, lineEnd)
    if (lineEnd === text.length) return tokens
    lineStart = lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1)
    columns = pushBreak(tokens, lineEnd, lineStart, columns)
  }
}

/** The blanks before a token. */
export function gapBefore(tokens: TokenizedText, index: number): string {
  return tokens.text.slice(tokens.ends[index - 1] ?? 0, tokens.starts[index])
}

/** The text again, from the tokens and the blanks between them. */
export function joinTokens(tokens: TokenizedText, vocabulary: Vocabulary): string {
  let joined = ''
  for (let i = 0; i < tokens.count; i++) {
    const raw = tokens.text.slice(tokens.starts[i], tokens.ends[i])
    joined += gapBefore(tokens, i) + (vocabulary.words[tokens.ids[i] ?? BOUNDARY] || raw)
  }
  return joined + tokens.text.slice(tokens.ends[tokens.count - 1] ?? 0)
}

/** What an identifier may consist of. Beyond ASCII everything counts, lone surrogates included. */
export function isWordChar(code: number): boolean {
  if (code >= FIRST_BEYOND_ASCII || code === UNDERSCORE || code === DOLLAR) return true
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function emptyTokens(text: string, style: IndentStyle): TokenizedText {
  const size = text.length
  return {
    text,
    style,
    count: 0,
    ids: new Int32Array(size),
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    shifts: new Int32Array(size),
  }
}

function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === LINE_FEED || code === CARRIAGE_RETURN) break
    at++
  }
  return at
}

function pushLine(tokens: TokenizedText, vocabulary: Vocabulary, from: number, to: number): void {
  if (to - from > MAX_LINE_CHARS) {
    push(tokens, BOUNDARY, from, to)
    return
  }
  const { text } = tokens
  let at = skipBlanks(text, from)
  while (at < to) {
    const end = endOfToken(text, at)
    push(tokens, numberOf(vocabulary, text.slice(at, end)), at, end)
    at = skipBlanks(text, end)
  }
}

/** Returns the indentation of the last written line, the one after the break included. */
function pushBreak(tokens: TokenizedText, start: number, end: number, columns: number): number {
  const { text, style } = tokens
  const wordAt = skipBlanks(text, end)
  if (wordAt < text.length && isLineEnd(text, wordAt)) {
    push(tokens, BLANK_BREAK, start, end)
    return columns
  }
  const width = columnsOf(text, end, wordAt)
  tokens.shifts[tokens.count] = width - columns
  push(tokens, levelBreak((width - columns) / style.unit), start, end)
  return width
}

function push(tokens: TokenizedText, id: number, start: number, end: number): void {
  tokens.ids[tokens.count] = id
  tokens.starts[tokens.count] = start
  tokens.ends[tokens.count] = end
  tokens.count++
}

function endOfToken(text: string, from: number): number {
  const code = text.charCodeAt(from)
  if (!isWordChar(code)) return endOfOperator(text, from)
  const isNumber = isDigit(code)
  let at = from + 1
  while (isWordChar(text.charCodeAt(at)) || (isNumber && isDecimalPoint(text, at))) at++
  return at
}

function isDecimalPoint(text: string, at: number): boolean {
  return text.charCodeAt(at) === FULL_STOP && isDigit(text.charCodeAt(at + 1))
}

function endOfOperator(text: string, from: number): number {
  if (!OPERATOR_CHARS.has(text[from + 1] ?? '')) return from + 1
  if (OPERATORS.has(text.slice(from, from + 3))) return from + 3
  return OPERATORS.has(text.slice(from, from + 2)) ? from + 2 : from + 1
}
