import { isSmall } from './code-lines.ts'
import { commentAbove, commentsIn } from './comments.ts'
import { type Cursor, cursorAt, endOfInk } from './cursor.ts'
import { isInEmptyBody } from './empty-body.ts'
import { meaningOf } from './instruction.ts'
import type { Point } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** The kind of suggestion that the syntax at a position asks for, and why. */
export type Intent =
  | { readonly kind: 'completion'; readonly reason: 'comment' | 'default' }
  | {
      readonly kind: 'generation'
      readonly reason: 'comment' | 'empty_body' | 'small_file'
      /** The comment that says what to write, as it is written; empty without one. */
      readonly instruction: string
    }

const DEFAULT: Intent = { kind: 'completion', reason: 'default' }
const IN_COMMENT: Intent = { kind: 'completion', reason: 'comment' }

/** What may stand behind a cursor that begins a statement: the end of a block. */
const CLOSING = /^\s*(\}[;,)]*)?\s*$/

/**
 * Completion or generation, the first rule that fits: in a comment one completes it; below a comment that says
 * what to write, in the empty body of a function or class, and in a file that has hardly begun, one generates.
 * Only a cursor on a line of its own starts something new, but for one between the braces of an empty body.
 */
export function intentAt(tree: SyntaxTree, position: Point): Intent {
  if (!tree.isCurrent || !tree.covers(position)) return DEFAULT
  return tree.ask(() => intentIn(tree, position), DEFAULT)
}

function intentIn(tree: SyntaxTree, position: Point): Intent {
  const cursor = cursorAt(tree, position)
  if (commentsIn(tree, cursor.point.row, cursor.point.row).length > 0) return IN_COMMENT
  const startsLine = isOnOwnLine(tree.text, cursor)
  return (
    (startsLine ? intentOfComment(tree, cursor) : undefined) ??
    (isInEmptyBody(tree, cursor) ? generation('empty_body') : undefined) ??
    (startsLine && isSmall(tree) ? generation('small_file') : undefined) ??
    DEFAULT
  )
}

function generation(reason: 'empty_body' | 'small_file'): Intent {
  return { kind: 'generation', reason, instruction: '' }
}

function isOnOwnLine(text: string, { index, line }: Cursor): boolean {
  return text.slice(line.start, index).trim() === '' && CLOSING.test(text.slice(index, line.end))
}

function intentOfComment(tree: SyntaxTree, cursor: Cursor): Intent | undefined {
  const block = commentAbove(tree, cursor, endOfInk(tree.text, cursor.index))
  const [first] = block
  const last = block.at(-1)
  if (!first || !last || isDedented(tree, cursor, first.startPosition.column)) return undefined
  const meaning = meaningOf(tree.text.slice(first.startIndex, last.endIndex))
  if (meaning.kind === 'empty') return IN_COMMENT
  if (meaning.kind === 'aside') return undefined
  return { kind: 'generation', reason: 'comment', instruction: meaning.text }
}

/** Where indentation ends a block, a comment that is indented more belongs to another block. */
const isDedented = (tree: SyntaxTree, cursor: Cursor, column: number): boolean =>
  tree.language.blocks === 'indentation' && cursor.indent < column
