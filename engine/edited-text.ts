// A document that is being edited: its tokens are kept per line, and only changed lines are read again.
import { type IndentStyle, indentStyleOf, SAMPLE_CHARS } from './indentation.ts'
import { afterBreak, endOfLine, indentAt, lexLine, pushBreak } from './lexer.ts'
import { LineTable } from './line-table.ts'
import type { TokenList } from './token-list.ts'
import { commonHead, commonTail, lengthOf, pieceOf, type TwoParts } from './two-parts.ts'
import type { Vocabulary } from './vocabulary.ts'

export class EditedText {
  readonly #vocabulary: Vocabulary
  #text: TwoParts
  #style: IndentStyle
  readonly #lines = new LineTable()
  /** Lines that are being read. */
  readonly #fresh = new LineTable()

  constructor(vocabulary: Vocabulary, text: TwoParts) {
    this.#vocabulary = vocabulary
    this.#text = text
    this.#style = styleOf(text)
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

  /** Takes in what the text is now. */
  update(text: TwoParts): void {
    const old = this.#text
    const headChars = commonHead(old, text)
    const moved = lengthOf(text) - lengthOf(old)
    this.#text = text
    if (moved === 0 && headChars === lengthOf(old)) return
    const tailChars = commonTail(old, text, headChars)
    const lines = this.#lines
    // One line more than changed on either side: a line break may have been cut in two.
    const head = Math.max(0, lines.lineAt(headChars) - 1)
    const tail = Math.min(lines.count, lines.lineAt(lengthOf(old) - tailChars) + 2)
    const isTailLeft = tail < lines.count
    const to = isTailLeft ? (lines.starts[tail] ?? 0) + moved : lengthOf(text)
    const fresh = this.#fresh
    this.#read(fresh, text, lines.starts[head] ?? 0, to)
    // What is read up to a line start ends in an empty line, which is the tail's first.
    if (isTailLeft) fresh.count--
    lines.splice({ head, tail, fresh, moved })
    if (headChars < SAMPLE_CHARS) this.#style = styleOf(text)
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
      lexLine(lines.tokens, this.#vocabulary, piece, start, end)
      lines.end()
      if (end === piece.length) return
      start = afterBreak(piece, end)
    }
  }
}

const styleOf = (text: TwoParts): IndentStyle => indentStyleOf(pieceOf(text, 0, SAMPLE_CHARS))
