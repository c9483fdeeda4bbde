// What a comment asks for when somebody says: generate from it.
import { commentsIn, lastRowOf, standsAlone } from './comments.ts'
import { meaningOf } from './instruction.ts'
import type { Node, Point } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

export interface CommentRequest {
  /** The comment as it is written. */
  readonly instruction: string
  /** The row that it ends in. */
  readonly lastRow: number
}

/** Rows of one comment, and blank rows below it, are looked at up to this many. */
const MAX_ROWS = 100

/** The comment in the position's row, or the one right above it with nothing but blank rows between. */
export function commentRequestAt(tree: SyntaxTree, { row }: Point): CommentRequest | undefined {
  if (!tree.isCurrent || !tree.covers({ row, column: 0 })) return undefined
  const rows = tree.text.split('\n', row + 1)
  let at = row
  while (at > 0 && row - at < MAX_ROWS && rows[at]?.trim() === '') at -= 1
  const comment = commentIn(tree, at)
  if (!comment) return undefined
  const block = blockAround(tree, comment)
  const [first] = block
  const last = block.at(-1)
  if (!first || !last) return undefined
  const meaning = meaningOf(tree.text.slice(first.startIndex, last.endIndex))
  if (meaning.kind !== 'instruction') return undefined
  return { instruction: meaning.text, lastRow: lastRowOf(last) }
}

/** A comment that has its rows to itself. */
const commentIn = (tree: SyntaxTree, row: number): Node | undefined =>
  row < 0 ? undefined : commentsIn(tree, row, row).find((node) => standsAlone(tree.text, node))

/** With the comments in the rows right above and below. */
function blockAround(tree: SyntaxTree, comment: Node): Node[] {
  const block = [comment]
  for (let above = commentIn(tree, comment.startPosition.row - 1); above; ) {
    block.unshift(above)
    if (block.length > MAX_ROWS) break
    above = commentIn(tree, above.startPosition.row - 1)
  }
  for (let below = commentIn(tree, lastRowOf(comment) + 1); below; ) {
    block.push(below)
    if (block.length > MAX_ROWS) break
    below = commentIn(tree, lastRowOf(below) + 1)
  }
  return block
}
