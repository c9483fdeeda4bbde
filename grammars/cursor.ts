import type { Point } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** A position seen by the syntax around it. Indexes and columns are UTF-16 code units. */
export interface Cursor {
  readonly index: number
  readonly point: Point
  /** The last character of code before the cursor; white space and comments are no code. */
  readonly code: { readonly index: number; readonly point: Point }
  /** Column of the first character of the cursor's line, or of the cursor on a blank line. */
  readonly indent: number
  /** The cursor's line, as indexes without its line break. */
  readonly line: { readonly start: number; readonly end: number }
}

/** Comments that are looked past, each a step through the tree; a longer row of them is prose. */
const MAX_COMMENTS = 50

/** White space that is looked past; more than this is no gap in somebody's code. */
const MAX_BLANK_CHARS = 10_000

/** A position past the end of its line counts as that end, one past the last row as the text's. */
export function cursorAt(tree: SyntaxTree, { row, column }: Point): Cursor {
  const { text } = tree
  const line = lineAt(text, row)
  const index = line.row < row ? line.end : Math.min(line.start + column, line.end)
  const point = { row: line.row, column: index - line.start }
  const codeIndex = Math.max(0, endOfCode(tree, index) - 1)
  const indented = text
    .slice(line.start, Math.min(line.end, line.start + MAX_BLANK_CHARS))
    .search(/\S/)
  return {
    index,
    point,
    code: { index: codeIndex, point: pointBefore(text, codeIndex, { index, row: line.row }) },
    indent: indented === -1 ? point.column : indented,
    line,
  }
}

/** The line of a row, or the last one. */
function lineAt(text: string, row: number): { row: number; start: number; end: number } {
  let start = 0
  let passed = 0
  for (; passed < row; passed++) {
    const newline = text.indexOf('\n', start)
    if (newline === -1) break
    start = newline + 1
  }
  return { row: passed, start, end: endOfLine(text, start) }
}

function endOfLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start)
  if (newline === -1) return text.length
  return newline > start && text[newline - 1] === '\r' ? newline - 1 : newline
}

/** Counts rows backwards from a known place, which is near; the start of the text may not be. */
function pointBefore(text: string, index: number, known: { index: number; row: number }): Point {
  let { row } = known
  for (let i = known.index - 1; i >= index; i--) if (text[i] === '\n') row--
  const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1
  return { row, column: index - start }
}

function endOfCode(tree: SyntaxTree, index: number): number {
  let end = endOfInk(tree.text, index)
  for (let i = 0; i < MAX_COMMENTS && end > 0; i++) {
    const last = tree.root?.descendantForIndex(end - 1, end)
    if (!last?.isExtra || last.startIndex >= end) return end
    end = endOfInk(tree.text, last.startIndex)
  }
  return end
}

/** Where the last character before an index ends that is not white space. */
export function endOfInk(text: string, index: number): number {
  const limit = Math.max(0, index - MAX_BLANK_CHARS)
  let end = index
  while (end > limit && /\s/.test(text.charAt(end - 1))) end--
  return end
}
