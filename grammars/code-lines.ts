import { commentsIn, lastRowOf, standsAlone } from './comments.ts'
import type { Node } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** A file with fewer lines of code has hardly begun. */
const SMALL_LINES = 5
/** A file of more lines is not small, however many of them are comments. */
const MAX_LINES = 300

/** Whether a text has fewer than five lines that are neither blank nor comments alone. */
export function isSmall(tree: SyntaxTree): boolean {
  return tree.parts.reduce((sum, part) => sum + codeLinesIn(tree, part), 0) < SMALL_LINES
}

function codeLinesIn(tree: SyntaxTree, part: SyntaxTree['parts'][number]): number {
  const lines = tree.text.slice(part.startIndex, part.endIndex).split('\n', MAX_LINES)
  if (lines.length === MAX_LINES) return MAX_LINES
  const { row: firstRow } = part.startPosition
  const commentRows = new Set(
    commentsIn(tree, firstRow, firstRow + lines.length).flatMap((node) => rowsOf(node, tree)),
  )
  return lines.filter((line, i) => line.trim() !== '' && !commentRows.has(firstRow + i)).length
}

/** The rows that hold nothing but a comment, as far as its beginning tells. */
function rowsOf(comment: Node, { text }: SyntaxTree): number[] {
  const { row: start } = comment.startPosition
  const first = standsAlone(text, comment) ? start : start + 1
  return Array.from({ length: Math.max(0, lastRowOf(comment) - first + 1) }, (_, i) => first + i)
}
