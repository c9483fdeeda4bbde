// What empty-bodies.scm captures: a body, see bodies.ts, or, where an empty one has no node, the whole; `@head`, a
// named piece in it that does not fill it: a name, parameters, a docstring; `@filler`, a statement that only
// stands in for others: `pass`.
import { bodyOf } from './bodies.ts'
import type { Cursor } from './cursor.ts'
import type { Node, Point, QueryMatch } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'
import { unclosedAt } from './unclosed.ts'

/** More children than this fill a body, whatever they are. */
const MAX_CHILDREN = 60

/** Kinds of scopes that wait to be written whole, where the query cannot say it for want of an end. */
const WRITTEN_WHOLE = new Set(['function', 'method', 'lambda', 'class', 'impl', 'macro'])
/** How far behind the cursor the end of an unfinished text is looked for, in UTF-16 code units. */
const MAX_REST_CHARS = 1_000

/** Whether the cursor stands in the body of a function or class in which nothing is written yet. */
export function isInEmptyBody(tree: SyntaxTree, cursor: Cursor): boolean {
  return isInFinishedBody(tree, cursor) || isInUnfinishedBody(tree, cursor)
}

function isInFinishedBody(tree: SyntaxTree, cursor: Cursor): boolean {
  const matches = tree.matches('empty-bodies', {
    startPosition: cursor.code.point,
    endPosition: behindNextInk(tree.text, cursor),
  })
  const pieces = { heads: idsOf(matches, 'head'), fillers: idsOf(matches, 'filler') }
  const gapOf = tree.language.blocks === 'indentation' ? gapOfSuite : gapOfBody
  return matches
    .flatMap((match) => bodyOf(match) ?? [])
    .some((body) => {
      const gap = gapOf(body, pieces, cursor)
      return gap !== undefined && isInGap(tree.text, gap, cursor)
    })
}

/** A head at the end of the text, with its opening token and nothing else. */
function isInUnfinishedBody(tree: SyntaxTree, cursor: Cursor): boolean {
  const { text } = tree
  if (
    !tree.root?.hasError ||
    /[^\s})\];]/.test(text.slice(cursor.index, cursor.index + MAX_REST_CHARS))
  ) {
    return false
  }
  const range = { startPosition: cursor.code.point, endPosition: cursor.point }
  const head = unclosedAt(tree, cursor, tree.matches('scopes', range)).at(-1)
  if (!head || !WRITTEN_WHOLE.has(head.kind)) return false
  return /^\s*\{?\s*$/.test(text.slice(head.headEnd, cursor.index))
}

/** The filler or closing token that comes next belongs to the body. */
function behindNextInk(text: string, { index, point }: Cursor): Point {
  const rest = text.slice(index, index + MAX_REST_CHARS)
  const blank = rest.slice(0, Math.max(0, rest.search(/\S/)))
  const lines = blank.split('\n')
  const column = (lines.at(-1) ?? '').length
  return lines.length === 1
    ? { row: point.row, column: point.column + column + 1 }
    : { row: point.row + lines.length - 1, column: column + 1 }
}

/** Where to write, as indexes into the text. */
interface Gap {
  readonly start: number
  readonly end: number
  /** Whether the gap begins with the next line. */
  readonly isBelow: boolean
}

interface Pieces {
  readonly heads: ReadonlySet<number>
  readonly fillers: ReadonlySet<number>
}

function isInGap(text: string, { start, end, isBelow }: Gap, { index, line }: Cursor): boolean {
  if (index < start || index > end) return false
  const around = text.slice(Math.max(start, line.start), Math.min(end, line.end))
  return around.trim() === '' && (!isBelow || text.slice(start, index).includes('\n'))
}

/** Between the opening and the closing token; none if something is written there. */
function gapOfBody(body: Node, { heads }: Pieces, cursor: Cursor): Gap | undefined {
  if (body.childCount > MAX_CHILDREN || body.childCount === 0) return undefined
  const children = body.children.filter((child) => !isComment(child))
  if (children.some((child) => child.isNamed && !heads.has(child.id) && !isBracket(child))) {
    return undefined
  }
  const closer = children.at(-1)
  const opener = children.at(-2)
  if (!closer || !opener) return undefined
  const isBelow = !/[{>(|]$/.test(opener.text)
  // A closing token that the parser imagined stands right behind the opening one.
  if (closer.isMissing && cursor.code.index !== opener.endIndex - 1) return undefined
  const end = closer.isMissing ? cursor.line.end : closer.startIndex
  return { start: opener.endIndex, end, isBelow }
}

/** A line that is indented below a header; none if something is written there. */
function gapOfSuite(body: Node, { heads, fillers }: Pieces, cursor: Cursor): Gap | undefined {
  if (body.childCount > MAX_CHILDREN) return undefined
  const children = body.children.filter((child) => !isComment(child))
  if (children.some((child) => !heads.has(child.id) && !fillers.has(child.id))) return undefined
  const docstring = children.find((child) => heads.has(child.id))
  const filler = children.find((child) => fillers.has(child.id))
  const before = docstring ?? body.previousSibling
  if (!before) return undefined
  const end = filler ? filler.startIndex : cursor.line.end
  const isNext = cursor.point.row === before.endPosition.row + 1
  const isOutside = docstring !== undefined && cursor.indent < docstring.startPosition.column
  if (!filler && (!isNext || isOutside)) return undefined
  return { start: before.endIndex, end, isBelow: true }
}

/** Comments are extras in every grammar, and so is what the parser could not understand. */
const isComment = (node: Node): boolean => node.isExtra && !node.isError

/** Some grammars name their braces. */
const isBracket = (node: Node): boolean => node.childCount === 0 && /^[{}]$/.test(node.text)

function idsOf(matches: readonly QueryMatch[], name: string): Set<number> {
  const captures = matches.flatMap((match) => match.captures)
  return new Set(captures.filter((one) => one.name === name).map(({ node }) => node.id))
}
