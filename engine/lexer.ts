// One lexer for every language. It knows nothing of strings and comments: text in them is predicted
// word by word like everything else.
import { CARRIAGE_RETURN, columnsOf, isLineEnd, LINE_FEED, skipBlanks } from './indentation.ts'
import { gapOf, shiftCode, type TokenList } from './token-list.ts'
import { BLANK_BREAK, BOUNDARY, levelBreak, type Vocabulary } from './vocabulary.ts'

/** Lines over this many characters are generated or minified; they would only drown the rest. */
export const MAX_LINE_CHARS = 2_000

const DOLLAR = 36
const FULL_STOP = 46
const UNDERSCORE = 95
const FIRST_BEYOND_ASCII = 128

const OF_THREE = new Set(
  '=== !== ... ..= <<= >>= >>> **= &&= ||= ??= <=> """ \'\'\' ```'.split(' '),
)
const OF_TWO =
  '=> -> <- :: := == != <= >= && || ?? ?. ++ -- += -= *= /= %= |= &= ^= << >> ** // /* */ .. </ />'
/** By two characters: whether they are an operator, and whether one of three begins with them. */
const IS_OPERATOR = 1
const BEGINS_OPERATOR = 2
const PAIRS = new Uint8Array(FIRST_BEYOND_ASCII ** 2)
const pairOf = (first: number, second: number): number =>
  second < FIRST_BEYOND_ASCII ? first * FIRST_BEYOND_ASCII + second : 0
const notePair = (operator: string, is: number): void => {
  const pair = pairOf(operator.charCodeAt(0), operator.charCodeAt(1))
  PAIRS[pair] = (PAIRS[pair] ?? 0) | is
}
for (const operator of OF_TWO.split(' ')) notePair(operator, IS_OPERATOR)
for (const operator of OF_THREE) notePair(operator, BEGINS_OPERATOR)

/** Pushes the tokens of one line, `text[from, to)`, without its indentation and its break. */
export function lexLine(
  list: TokenList,
  vocabulary: Vocabulary,
  text: string,
  from: number,
  to: number,
): void {
  if (to - from > MAX_LINE_CHARS) {
    list.push(BOUNDARY, 0)
    return
  }
  let end = skipBlanks(text, from)
  let at = end
  while (at < to) {
    const gap = gapOf(text, end, at)
    end = endOfToken(text, at)
    list.push(vocabulary.add(text, at, end), gap)
    at = skipBlanks(text, end)
  }
}

/** Characters that are read in one slice: 2 to 8 ms. */
export const SLICE_CHARS = 50_000

/**
 * Pushes the tokens of a whole text, breaks included, in slices of some milliseconds; between two of them the list is
 * nobody else's. `unit` is the columns of one level.
 */
export function* lexing(
  list: TokenList,
  vocabulary: Vocabulary,
  text: string,
  unit: number,
): Generator<void> {
  let columns = columnsOf(text, 0, skipBlanks(text, 0))
  const ends = new LineEnds(text)
  let start = 0
  let sliceEnd = SLICE_CHARS
  for (;;) {
    const end = ends.next(start)
    lexLine(list, vocabulary, text, start, end)
    if (end === text.length) return
    start = afterBreak(text, end)
    columns = pushBreak(list, unit, columns, indentAt(text, start))
    if (start < sliceEnd) continue
    sliceEnd = start + SLICE_CHARS
    yield
  }
}

/** A line without anything written has no indentation. */
export const BLANK_LINE = -1

/** Columns that the line at `start` is indented by. */
export function indentAt(text: string, start: number): number {
  const wordAt = skipBlanks(text, start)
  return isLineEnd(text, wordAt) ? BLANK_LINE : columnsOf(text, start, wordAt)
}

/** The break before a line of indentation `next`, behind one of `columns`. */
export function breakOf(unit: number, columns: number, next: number): number {
  return next === BLANK_LINE ? BLANK_BREAK : levelBreak((next - columns) / unit)
}

/** What stands for its change of indentation, as a gap. */
export function breakGap(columns: number, next: number): number {
  return shiftCode(next === BLANK_LINE ? 0 : next - columns)
}

/** Pushes it; returns the indentation of the last written line. */
export function pushBreak(list: TokenList, unit: number, columns: number, next: number): number {
  list.push(breakOf(unit, columns, next), breakGap(columns, next))
  return next === BLANK_LINE ? columns : next
}

/** Where lines end: at the next line break of either kind, or at the end of the text. */
export class LineEnds {
  readonly #text: string
  #feed = -1
  #return = -1

  constructor(text: string) {
    this.#text = text
  }

  /** The end of the line that `from` is in; it only goes forward. */
  next(from: number): number {
    if (this.#feed < from) this.#feed = this.#find('\n', from)
    if (this.#return < from) this.#return = this.#find('\r', from)
    return Math.min(this.#feed, this.#return)
  }

  #find(ch: string, from: number): number {
    const at = this.#text.indexOf(ch, from)
    return at < 0 ? this.#text.length : at
  }
}

/** Offset behind the line break at `end`. */
export function afterBreak(text: string, end: number): number {
  const isPair = text.charCodeAt(end) === CARRIAGE_RETURN && text.charCodeAt(end + 1) === LINE_FEED
  return end + (isPair ? 2 : 1)
}

/** What an identifier may consist of. Beyond ASCII everything counts, lone surrogates included. */
export function isWordChar(code: number): boolean {
  if (code >= FIRST_BEYOND_ASCII || code === UNDERSCORE || code === DOLLAR) return true
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function endOfToken(text: string, from: number): number {
  const code = text.charCodeAt(from)
  if (!isWordChar(code)) return endOfOperator(text, from)
  const isNumber = isDigit(code)
  let at = from + 1
  for (;;) {
    const next = text.charCodeAt(at)
    if (isWordChar(next)) at++
    else if (isNumber && next === FULL_STOP && isDigit(text.charCodeAt(at + 1))) at++
    else return at
  }
}

function endOfOperator(text: string, from: number): number {
  const pair = PAIRS[pairOf(text.charCodeAt(from), text.charCodeAt(from + 1))] ?? 0
  if (pair === 0) return from + 1
  if ((pair & BEGINS_OPERATOR) !== 0 && OF_THREE.has(text.slice(from, from + 3))) return from + 3
  return (pair & IS_OPERATOR) !== 0 ? from + 2 : from + 1
}
