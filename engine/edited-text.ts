// A document that is being edited: its tokens are kept per line, and only changed lines are read again.
import { type IndentStyle, indentStyleOf, SAMPLE_CHARS } from './indentation.ts'
import {
  afterBreak,
  BLANK_LINE,
  breakGap,
  breakOf,
  indentAt,
  LineEnds,
  lexLine,
  pushBreak,
} from './lexer.ts'
import { LineTable } from './line-table.ts'
import { type Piece, shiftCode, type TokenList } from './token-list.ts'
import { commonHead, commonTail, lengthOf, NUL, pieceOf, type TwoParts } from './two-parts.ts'
import { BLANK_BREAK, FILE_START, type Vocabulary } from './vocabulary.ts'

/** Most lines, and most tokens in them. */
export interface Bounds {
  lines: number
  tokens: number
}

const NOWHERE = -1
/**
 * Looked at are whole runs of so many lines, counted from the beginning of the text above the cursor and from its end
 * below: where they begin and end stays while somebody moves and writes.
 */
const EVEN_LINES = 128

export class EditedText {
  readonly #vocabulary: Vocabulary
  #text: TwoParts
  #style: IndentStyle
  readonly #lines = new LineTable()
  /** Lines that are being read. */
  readonly #fresh = new LineTable()
  /**
   * Offset of the line that somebody writes: its words are read once they go on elsewhere, for half of a word is none
   * and would be kept for good with every key.
   */
  #written = NOWHERE

  /** `written`: offset of the line with the cursor. */
  constructor(vocabulary: Vocabulary, text: TwoParts, written = NOWHERE) {
    this.#vocabulary = vocabulary
    this.#text = text
    this.#style = styleOf(text)
    this.#written = written
    this.#read(this.#lines, text, 0, lengthOf(text))
    this.#writeBreaks(0, this.#lines.count)
  }

  get style(): IndentStyle {
    return this.#style
  }

  get lineCount(): number {
    return this.#lines.count
  }

  /** The number of the line that holds an offset. */
  lineAt(offset: number): number {
    return this.#lines.lineAt(offset)
  }

  /**
   * Takes in what the text is now; `written`: offset of the line with the cursor.
   * False: it became binary, and this is of no use any more.
   */
  update(text: TwoParts, written = NOWHERE): boolean {
    const old = this.#text
    const headChars = commonHead(old, text)
    const isSame = headChars === lengthOf(old) && headChars === lengthOf(text)
    if (isSame && this.#written === written) return true
    const tailChars = isSame ? 0 : commonTail(old, text, headChars)
    if (pieceOf(text, headChars, lengthOf(text) - tailChars).includes(NUL)) return false
    const lines = this.#lines
    // One line more than changed on either side: a line break may have been cut in two.
    const head = Math.max(0, lines.lineAt(headChars) - 1)
    const tail = Math.min(lines.count, lines.lineAt(lengthOf(old) - tailChars) + 2)
    const unread = this.#written === NOWHERE ? head : lines.lineAt(this.#written)
    this.#written = written
    if (isSame || unread < head || unread >= tail) this.#replace(unread, unread + 1, 0)
    this.#text = text
    if (isSame) return true
    this.#replace(head, tail, lengthOf(text) - lengthOf(old))
    if (headChars < SAMPLE_CHARS) this.#restyle()
    return true
  }

  #restyle(): void {
    const { unit } = this.#style
    this.#style = styleOf(this.#text)
    if (this.#style.unit !== unit) this.#writeBreaks(0, this.#lines.count)
  }

  /** Reads lines `[head, tail)` again; what stands behind them has moved by so many characters. */
  #replace(head: number, tail: number, moved: number): void {
    const lines = this.#lines
    const fresh = this.#fresh
    const isTailLeft = tail < lines.count
    const to = isTailLeft ? (lines.starts[tail] ?? 0) + moved : lengthOf(this.#text)
    this.#read(fresh, this.#text, lines.starts[head] ?? 0, to)
    // What is read up to a line start ends in an empty line, which is the tail's first.
    if (isTailLeft) fresh.count--
    lines.splice({ head, tail, fresh, moved })
    this.#writeBreaks(head, head + fresh.count)
  }

  /** Pushes what comes before a line that is indented by `columns`, whatever it was before. */
  pushBreak(list: TokenList, line: number, columns: number): void {
    if (line === 0) list.push(FILE_START, shiftCode(0))
    else pushBreak(list, this.#style.unit, this.#columnsAbove(line), columns)
  }

  /** The tokens above a line, within the bounds. */
  tokensAbove(line: number, { lines, tokens }: Bounds): Piece {
    const { firsts, tokens: list } = this.#lines
    const to = firsts[line] ?? 0
    const least = Math.max(0, line - lines)
    let first = line
    while (first > least && (firsts[first - 1] ?? 0) >= to - tokens) first--
    const even = Math.ceil(first / EVEN_LINES) * EVEN_LINES
    return { list, from: firsts[even < line ? even : first] ?? 0, to }
  }

  /**
   * The tokens below a line that is indented by `columns`, within the bounds. The breaks up to the first written line
   * depend on that, and are pushed.
   */
  tokensBelow(line: number, { lines, tokens }: Bounds, columns: number, breaks: TokenList): Piece {
    const { firsts, indents, count, tokens: list } = this.#lines
    const first = line + 1
    const most = Math.min(count, first + lines)
    const last = (firsts[first] ?? 0) + tokens
    let end = first
    while (end < most && (firsts[end + 1] ?? 0) <= last) end++
    const even = count - Math.ceil((count - end) / EVEN_LINES) * EVEN_LINES
    if (even > first) end = even
    for (let at = first; at < end; at++) {
      pushBreak(breaks, this.#style.unit, columns, indents[at] ?? 0)
      if (indents[at] !== BLANK_LINE)
        return { list, from: (firsts[at] ?? 0) + 1, to: firsts[end] ?? 0 }
    }
    return { list, from: 0, to: 0 }
  }

  /** Columns of the last written line above a line. */
  #columnsAbove(line: number): number {
    const { indents } = this.#lines
    for (let at = line - 1; at >= 0; at--) if (indents[at] !== BLANK_LINE) return indents[at] ?? 0
    return 0
  }

  /** Writes what comes before lines `[from, to)`, and before the first written one behind them, which depends on them. */
  #writeBreaks(from: number, to: number): void {
    const { tokens, firsts, indents, count } = this.#lines
    const { unit } = this.#style
    let columns = this.#columnsAbove(from)
    for (let line = from; line < count; line++) {
      const next = indents[line] ?? 0
      const at = firsts[line] ?? 0
      if (line === 0) tokens.set(at, FILE_START, shiftCode(0))
      else tokens.set(at, breakOf(unit, columns, next), breakGap(columns, next))
      if (next === BLANK_LINE) continue
      if (line >= to) return
      columns = next
    }
  }

  /** Fills a table with the lines of `[from, to)`; what comes before each is written later. */
  #read(lines: LineTable, text: TwoParts, from: number, to: number): void {
    const piece = pieceOf(text, from, to)
    const ends = new LineEnds(piece)
    lines.clear()
    let start = 0
    for (;;) {
      const end = ends.next(start)
      lines.begin(from + start, indentAt(piece, start))
      lines.tokens.push(BLANK_BREAK, 0)
      if (from + start !== this.#written) lexLine(lines.tokens, this.#vocabulary, piece, start, end)
      lines.end()
      if (end === piece.length) return
      start = afterBreak(piece, end)
    }
  }
}

const styleOf = (text: TwoParts): IndentStyle => indentStyleOf(pieceOf(text, 0, SAMPLE_CHARS))
