// A document that is being edited: its tokens are kept per line, and only changed lines are read again.
import { type IndentStyle, indentStyleOf } from './indentation.ts'
import { afterBreak, endOfLine, indentAt, lexLine, pushBreak } from './lexer.ts'
import { TokenList } from './token-list.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Lines in parallel arrays. */
interface Lines {
  count: number
  /** Offset of the first character of each. */
  starts: Int32Array
  /** Columns of indentation, or `BLANK_LINE`. */
  indents: Int32Array
  /** First token of each; one entry more than there are lines. */
  firsts: Int32Array
  tokens: TokenList
}

export class EditedText {
  readonly #vocabulary: Vocabulary
  #text: string
  #lines: Lines
  #style: IndentStyle

  constructor(vocabulary: Vocabulary, text = '') {
    this.#vocabulary = vocabulary
    this.#text = text
    this.#style = indentStyleOf(text)
    this.#lines = readLines(vocabulary, text, 0, text.length)
  }

  get text(): string {
    return this.#text
  }

  get style(): IndentStyle {
    return this.#style
  }

  get lineCount(): number {
    return this.#lines.count
  }

  /** Takes in what the text is now. */
  update(text: string): void {
    const old = this.#text
    if (text === old) return
    const headChars = commonHead(old, text)
    const tailChars = commonTail(old, text, headChars)
    // One line more than changed on either side: a line break may have been cut in two.
    const head = Math.max(0, this.lineAt(headChars) - 1)
    const tail = this.lineAt(old.length - tailChars) + 2
    const isTailLeft = tail < this.#lines.count
    const moved = text.length - old.length
    const from = this.#lines.starts[head] ?? 0
    const to = isTailLeft ? (this.#lines.starts[tail] ?? 0) + moved : text.length
    const fresh = readLines(this.#vocabulary, text, from, to)
    // What is read up to a line start ends in an empty line, which is the tail's first.
    if (isTailLeft) fresh.count--
    this.#lines = spliced(this.#lines, { head, fresh, tail: isTailLeft ? tail : -1, moved })
    this.#text = text
    this.#style = indentStyleOf(text)
  }

  /** The number of the line that holds an offset. */
  lineAt(offset: number): number {
    const { starts, count } = this.#lines
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
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
}

function readLines(vocabulary: Vocabulary, text: string, from: number, to: number): Lines {
  const tokens = new TokenList()
  const starts: number[] = []
  const firsts: number[] = []
  const indents: number[] = []
  let start = from
  for (;;) {
    const end = Math.min(to, endOfLine(text, start))
    starts.push(start)
    firsts.push(tokens.count)
    indents.push(indentAt(text, start))
    lexLine(tokens, vocabulary, text, start, end)
    if (end === to) break
    start = afterBreak(text, end)
  }
  return {
    count: starts.length,
    starts: Int32Array.from(starts),
    indents: Int32Array.from(indents),
    firsts: Int32Array.from([...firsts, tokens.count]),
    tokens,
  }
}

interface Splice {
  /** Lines that stay before the fresh ones. */
  head: number
  fresh: Lines
  /** First old line that stays behind them; -1: none does. */
  tail: number
  /** Characters that the tail moved by. */
  moved: number
}

function spliced(old: Lines, { head, fresh, tail, moved }: Splice): Lines {
  const tailCount = tail < 0 ? 0 : old.count - tail
  const count = head + fresh.count + tailCount
  const headTokens = old.firsts[head] ?? 0
  const freshTokens = fresh.firsts[fresh.count] ?? 0
  const tailFirst = old.firsts[old.count - tailCount] ?? 0
  const tailTokens = old.tokens.count - tailFirst
  const tokens = new TokenList(headTokens + freshTokens + tailTokens)
  tokens.append(old.tokens, 0, headTokens)
  tokens.append(fresh.tokens, 0, freshTokens)
  tokens.append(old.tokens, tailFirst)
  const lay = (key: 'starts' | 'indents' | 'firsts', size: number, shifts: [number, number]) => {
    const column = new Int32Array(size)
    column.set(old[key].subarray(0, head))
    column.set(shifted(fresh[key].subarray(0, fresh.count), shifts[0]), head)
    const kept = old[key].subarray(old.count - tailCount, old.count)
    column.set(shifted(kept, shifts[1]), head + fresh.count)
    return column
  }
  const firsts = lay('firsts', count + 1, [headTokens, headTokens + freshTokens - tailFirst])
  firsts[count] = tokens.count
  const starts = lay('starts', count, [0, moved])
  return { count, starts, indents: lay('indents', count, [0, 0]), firsts, tokens }
}

function shifted(column: Int32Array, by: number): Int32Array {
  if (by === 0) return column
  const moved = new Int32Array(column.length)
  for (let i = 0; i < column.length; i++) moved[i] = (column[i] ?? 0) + by
  return moved
}

/** Characters compared at once: engines compare whole pieces many times faster than one by one. */
const PIECE_CHARS = 2_048

function commonHead(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length + PIECE_CHARS <= most && isSamePiece(a, length, b, length)) length += PIECE_CHARS
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}

/** Does not reach into the `head` characters that are common already. */
function commonTail(a: string, b: string, head: number): number {
  const most = Math.min(a.length, b.length) - head
  let length = PIECE_CHARS
  while (length <= most && isSamePiece(a, a.length - length, b, b.length - length))
    length += PIECE_CHARS
  length -= PIECE_CHARS
  while (
    length < most &&
    a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)
  )
    length++
  return length
}

const isSamePiece = (a: string, from: number, b: string, at: number): boolean =>
  a.slice(from, from + PIECE_CHARS) === b.slice(at, at + PIECE_CHARS)
