// What comments.scm captures: `@comment`, and `@around` where another node holds a comment and nothing else,
// as `{/* a */}` in JSX.
import type { Cursor } from './cursor.ts'
import type { Node, Point } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** Lines of one comment are looked at up to this many; a longer one is a text, and its end says what to do. */
const MAX_BLOCK_LINES = 100

/** The row that a comment ends in. Some grammars count the line break to it, and end it in the next row. */
export function lastRowOf(comment: Node): number {
  const { row, column } = comment.endPosition
  return column === 0 && row > comment.startPosition.row ? row - 1 : row
}

/** The comments that touch rows, both ends included, in order. */
export function commentsIn(tree: SyntaxTree, firstRow: number, lastRow: number): Node[] {
  const range = { startPosition: startOf(firstRow), endPosition: startOf(lastRow + 1) }
  return tree
    .matches('comments', range)
    .flatMap(({ captures }) => captures.filter(({ name }) => name === 'comment'))
    .map(({ node }) => node)
    .filter((node) => node.startPosition.row <= lastRow && lastRowOf(node) >= firstRow)
}

/**
 * The comment that is the last thing before the cursor's line: one node, or the `//` lines of a block.
 * None if it trails code, for then it is a remark about that code.
 */
export function commentAbove(tree: SyntaxTree, cursor: Cursor, inkEnd: number): Node[] {
  const last = commentEndingAt(tree, cursor, inkEnd)
  if (!last || !standsAlone(tree.text, last.around)) return []
  const block = [last.comment]
  for (let line = last.comment; block.length < MAX_BLOCK_LINES; ) {
    const above = line.previousSibling
    if (!above || !continues(above, line, tree)) break
    block.unshift(above)
    line = above
  }
  return block
}

interface Ending {
  readonly comment: Node
  /** The comment itself, or what holds it and nothing else. */
  readonly around: Node
}

function commentEndingAt(tree: SyntaxTree, cursor: Cursor, inkEnd: number): Ending | undefined {
  const ink = tree.root?.descendantForIndex(Math.max(0, inkEnd - 1), inkEnd)
  // Where nothing is written above, it is the whole text, which begins below.
  if (!ink || ink.startIndex >= inkEnd) return undefined
  const range = { startPosition: ink.startPosition, endPosition: cursor.point }
  const captures = tree.matches('comments', range).flatMap((match) => match.captures)
  const ends = ({ node }: { node: Node }): boolean =>
    node.startIndex < inkEnd && node.endIndex >= inkEnd && lastRowOf(node) < cursor.point.row
  const around = captures.find((capture) => ends(capture))?.node
  const comment = captures.find(
    ({ name, node }) => name === 'comment' && around && isWithin(node, around),
  )?.node
  return comment && around ? { comment, around } : undefined
}

const isWithin = (inner: Node, outer: Node): boolean =>
  inner.startIndex >= outer.startIndex && inner.endIndex <= outer.endIndex

/** Whether nothing but white space stands before a node in its line. */
export function standsAlone(text: string, { startIndex }: Node): boolean {
  const lineStart = startIndex === 0 ? 0 : text.lastIndexOf('\n', startIndex - 1) + 1
  return text.slice(lineStart, startIndex).trim() === ''
}

/** Whether a node is a `//` line right above another one of the same block. */
function continues(above: Node, line: Node, tree: SyntaxTree): boolean {
  return (
    above.type === line.type &&
    isOneLine(above) &&
    isOneLine(line) &&
    above.startPosition.row === line.startPosition.row - 1 &&
    above.startPosition.column === line.startPosition.column &&
    standsAlone(tree.text, above)
  )
}

const isOneLine = (comment: Node): boolean => lastRowOf(comment) === comment.startPosition.row

const startOf = (row: number): Point => ({ row, column: 0 })
