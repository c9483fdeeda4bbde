import { commentsIn } from './comments.ts'
import { type Cursor, cursorAt } from './cursor.ts'
import { isInEmptyBody } from './empty-body.ts'
import { nodesAround } from './nodes-around.ts'
import type { Node, Point } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** What kind of text is written at a position. */
export type Place =
  | 'code'
  | 'comment'
  | 'string'
  /** Text between the tags of an element. */
  | 'markup_text'
  | 'empty_body'
  | 'statement_start'
  /** Among the arguments of a call. */
  | 'call'

/** Node types, as grammars spell them; the first that fits a node around the cursor decides. */
const PLACES: readonly (readonly [RegExp, Place | undefined])[] = [
  // Code inside of a string ends the search for a string.
  [
    /interpolation|substitution|^template_(type|interpolation)|^jsx_expression$|^expansion$/,
    undefined,
  ],
  [/^(jsx_)?text$/, 'markup_text'],
  [
    /(^|_)(string|char|character|heredoc|encapsed|quoted_attribute|regex)(_|$)|^text_block$/,
    'string',
  ],
  [
    /^(statement_)?block$|^(compound_)?statements?$|_body$|^body$|^do_block$|lambda|^arrow_function$/,
    undefined,
  ],
  [/argument(s|_list|_part)?$|^value_arguments$|^call_suffix$|^command$/, 'call'],
]
/** Text inside of the marks of a string or element. */
const INNER_TEXT = /(_fragment|_content)$|^(jsx_)?text$/
/** A name that ends a text and may be called: no keyword that takes parentheses, no name being declared. */
const NAME_OF_CALL =
  /(?<!\b(?:func|function|fn|def|fun|sub)\s+)(?<![\w$])(?!(?:if|for|while|switch|catch|match|return|function|func|fn|def|fun)$)[\w$!?]+$/
const MAX_CALL_CHARS = 500
/** Nodes that are looked at from the cursor outwards; deeper code is rather data. */
const MAX_STEPS = 60

/** The kind of place at a position; of what is not parsed, `code`. */
export function placeAt(tree: SyntaxTree, position: Point): Place {
  if (!tree.isCurrent || !tree.covers(position)) return 'code'
  return tree.ask(() => placeIn(tree, position), 'code')
}

function placeIn(tree: SyntaxTree, position: Point): Place {
  const cursor = cursorAt(tree, position)
  if (isInComment(tree, cursor)) return 'comment'
  const place = placeOfNodes(tree, cursor.index)
  if (place === 'string' || place === 'markup_text') return place
  if (isInEmptyBody(tree, cursor)) return 'empty_body'
  if (place === 'call' || isInOpenCall(tree.text, cursor)) return 'call'
  return startsStatement(tree.text, cursor) ? 'statement_start' : 'code'
}

/** A line comment goes on at its end, a block comment is over behind its last mark. */
function isInComment(tree: SyntaxTree, { index, point, line }: Cursor): boolean {
  return commentsIn(tree, point.row, point.row).some((comment) => {
    const isLine =
      index === line.end &&
      !/(\*\/|-->|-}|=end|]]|#>)\s*$/.test(tree.text.slice(0, index).slice(-8))
    return comment.startIndex < index && (index < comment.endIndex || isLine)
  })
}

function placeOfNodes(tree: SyntaxTree, index: number): Place | undefined {
  if (index === 0) return undefined
  for (const node of nodesAround(tree, index - 1, MAX_STEPS)) {
    const found = node.isNamed ? PLACES.find(([pattern]) => pattern.test(node.type)) : undefined
    if (found && isInside(node, index)) return found[1]
  }
  return undefined
}

/** Behind its last mark a node is over, but for one that has none or whose last one is not written yet. */
const isInside = (node: Node, index: number): boolean =>
  node.startIndex < index &&
  (index < node.endIndex || Boolean(node.lastChild?.isMissing) || INNER_TEXT.test(node.type))

/** A call whose end is not written has no node of its own. */
function isInOpenCall(text: string, { index, line }: Cursor): boolean {
  let depth = 0
  for (let i = index - 1; i >= Math.max(line.start, index - MAX_CALL_CHARS); i--) {
    if (text[i] === ')') depth++
    if (text[i] === '(' && --depth < 0) return NAME_OF_CALL.test(text.slice(line.start, i))
  }
  return false
}

/** Nothing but white space stands before the cursor in its line, or since the last statement. */
function startsStatement(text: string, { index, line }: Cursor): boolean {
  const before = text.slice(Math.max(line.start, index - 200), index).trimEnd()
  return before === '' || /[;{}]$/.test(before)
}
