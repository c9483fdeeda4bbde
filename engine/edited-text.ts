// A document that is being edited: its tokens are kept per line, and only changed lines are read again.
import { type IndentStyle, indentStyleOf, SAMPLE_CHARS } from './indentation.ts'
import { afterBreak, endOfLine, indentAt, lexLine, pushBreak } from './lexer.ts'
import { LineTable } from './line-table.ts'
import type { TokenList } from './token-list.ts'
import { commonHead, commonTail, lengthOf, NUL, pieceOf, type TwoParts } from './two-parts.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Most lines, and most tokens in them. */
export interface Bounds {
  lines: number
  tokens: number
}

const NOWHERE = -1

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

  /** The first of the lines that end where `line` begins and are within the bounds. */
  firstLineOf(line: number, { lines, tokens }: Bounds): number {
    const { firsts } = this.#lines
    const least = Math.max(0, line - lines)
    const fewest = (firsts[line] ?? 0) - tokens
    let first = line
    while (first > least && (firsts[first - 1] ?? 0) >= fewest) first--
    return first
  }

  /** The end of the lines that begin with `line` and are within the bounds. */
  endLineOf(line: number, { lines, tokens }: Bounds): number {
    const { firsts, count } = this.#lines
    const most = Math.min(count, line + lines)
    const last = (firsts[line] ?? 0) + tokens
    let end = line
    while (end < most && (firsts[end + 1] ?? 0) <= last) end++
    return end
  }

  /**
   * Takes in what the text is now; `written`: offset of the line with the cursor.
   * False: it became binary, and this is of no use any more.
   */
  update(text: TwoParts, written = NOWHERE): boolean {
    const old = this.#text
    const unread = this.#written
    const headChars = commonHead(old, text)
    const isSame = headChars === lengthOf(old) && headChars === lengthOf(text)
    if (isSame && unread === written) return true
    const lines = this.#lines
    this.#text = text
    this.#written = written
    const unreadLine = unread === NOWHERE ? undefined : lines.lineAt(unread)
    if (isSame) {
      if (unreadLine !== undefined) this.#replace(unreadLine, unreadLine + 1, 0)
      return true
    }
    const tailChars = commonTail(old, text, headChars)
    if (pieceOf(text, headChars, lengthOf(text) - tailChars).includes(NUL)) return false
    const changedEnd = lengthOf(old) - tailChars
    // One line more than changed on either side: a line break may have been cut in two.
    const head = Math.max(0, lines.lineAt(headChars) - 1)
    const tail = Math.min(lines.count, lines.lineAt(changedEnd) + 2)
    this.#replace(
      Math.min(head, unreadLine ?? head),
      Math.max(tail, (unreadLine ?? 0) + 1),
      lengthOf(text) - lengthOf(old),
    )
    if (headChars < SAMPLE_CHARS) this.#style = styleOf(text)
    return true
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
  }

  /** Pushes the break before a line that is indented by `next` columns, whatever it was before. */
  pushBreakBefore(list: TokenList, line: number, columns: number, next: number): void {
    if (line > 0) pushBreak(list, this.#style.unit, columns, next)
  }

  /**
   * Pushes the tokens of lines `[from, to)`, each behind the break before it.
   * `columns` is the indentation of the last written line before them; the new one is returned.
   */
  pushLines(list: TokenList, from: number, to: number, columns: number): number {
    const { tokens, firsts, indents } = this.#lines
    let last = columns
    for (let line = from; line < to; line++) {
      if (line > 0) last = pushBreak(list, this.#style.unit, last, indents[line] ?? 0)
      else last = Math.max(0, indents[line] ?? 0)
      list.append(tokens, firsts[line], firsts[line + 1])
    }
    return last
  }

  /** Fills a table with the lines of `[from, to)`. */
  #read(lines: LineTable, text: TwoParts, from: number, to: number): void {
    const piece = pieceOf(text, from, to)
    lines.clear()
    let start = 0
    for (;;) {
      const end = endOfLine(piece, start)
      lines.begin(from + start, indentAt(piece, start))
      if (from + start !== this.#written) lexLine(lines.tokens, this.#vocabulary, piece, start, end)
      lines.end()
      if (end === piece.length) return
      start = afterBreak(piece, end)
    }
  }
}

const styleOf = (text: TwoParts): IndentStyle => indentStyleOf(pieceOf(text, 0, SAMPLE_CHARS))
