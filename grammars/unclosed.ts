// Heads whose end is not written yet. Where the parser finds no tree for them, it leaves their
// pieces side by side in an ERROR node: `class`, `A`, `{`, `run`, `()`, `{`. scopes.scm marks the
// pieces that make a head as `@unclosed.<kind>`; which of them are still open is counted here.
import type { Cursor } from './cursor.ts'
import { nodesAround } from './nodes-around.ts'
import type { Node, QueryMatch } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** A head that is open at the cursor. */
export interface Unclosed {
  readonly kind: string
  readonly first: Node
  /** Where the header ends, as an index into the text. */
  readonly headEnd: number
  /** What the parser could not close. */
  readonly error: Node
}

/** Marks by the id of their piece. A bare `@unclosed` has an empty kind: a block, but no scope. */
type Heads = ReadonlyMap<number, { readonly kind: string; readonly pattern: number }>

/** How far above the cursor pieces are looked at; a long file may be one ERROR from top to end. */
const SEARCHED_ROWS = 200
/** Nodes around the cursor that are looked at. */
const MAX_NODES = 200
/** More pieces than these rows can hold are no program. */
const MAX_PIECES = 5_000

/** Outermost first. */
export function unclosedAt(
  tree: SyntaxTree,
  cursor: Cursor,
  matches: readonly QueryMatch[],
): Unclosed[] {
  const heads = headsOf(matches)
  const { blocks } = tree.language
  if (heads.size === 0 || blocks === 'indentation') return []
  return errorsAt(tree, cursor).flatMap((error) => {
    const pieces = piecesOf(error, cursor, heads)
    const open = blocks === 'end' ? openWords(pieces, heads, tree.text) : openBraces(pieces, heads)
    return open.flatMap((head) => (head ? [{ ...head, error }] : []))
  })
}

type Head = Omit<Unclosed, 'error'>

/** A brace opens a scope if a marked piece stands before it in the same statement. */
function openBraces(pieces: readonly Node[], heads: Heads): (Head | undefined)[] {
  const open: (Head | undefined)[] = []
  let statement: Node[] = []
  for (const piece of pieces) {
    if (piece.type.endsWith('{')) {
      open.push(headOf(statement, heads, piece.startIndex))
      statement = []
    } else if (piece.type === '}') {
      open.pop()
      statement = []
    } else {
      if (startsStatement(piece, statement.at(-1))) statement = []
      statement.push(piece)
    }
  }
  return open
}

/** A marked word opens a block itself, and its header is the rest of its line. */
function openWords(pieces: readonly Node[], heads: Heads, text: string): (Head | undefined)[] {
  const open: (Head | undefined)[] = []
  let statement: Node[] = []
  for (const piece of pieces) {
    if (startsStatement(piece, statement.at(-1))) statement = []
    statement.push(piece)
    if (heads.has(piece.id)) open.push(headOf(statement, heads, endOfLine(text, piece.endIndex)))
    else if (piece.type === 'end') open.pop()
  }
  return open
}

/** A statement goes on in the line where its last piece ended. */
function startsStatement(piece: Node, last: Node | undefined): boolean {
  return last?.type === ';' || last?.endPosition.row !== piece.startPosition.row
}

/** Of several marks in a statement, `function` and `()`, the later pattern is the more special. */
function headOf(statement: readonly Node[], heads: Heads, headEnd: number): Head | undefined {
  const [first] = statement
  const marks = statement.flatMap((piece) => heads.get(piece.id) ?? [])
  const kind = marks.sort((a, b) => b.pattern - a.pattern)[0]?.kind
  return first && kind ? { kind, first, headEnd } : undefined
}

function headsOf(matches: readonly QueryMatch[]): Heads {
  const heads = new Map<number, { kind: string; pattern: number }>()
  for (const { captures, patternIndex } of matches) {
    for (const { name, node } of captures) {
      const [role, kind = ''] = name.split('.')
      if (role === 'unclosed') heads.set(node.id, { kind, pattern: patternIndex })
    }
  }
  return heads
}

/** ERROR nodes around the last code before the cursor, outermost first, nested ones left out. */
function errorsAt(tree: SyntaxTree, cursor: Cursor): Node[] {
  const around = nodesAround(tree, cursor.code.index, MAX_NODES)
  return around.filter((node, i) => node.isError && !around[i + 1]?.isError).reverse()
}

/** What lies loose before the cursor, with the head right before the ERROR if that is marked. */
function piecesOf(error: Node, cursor: Cursor, heads: Heads): Node[] {
  const before = error.previousSibling
  const pieces = before && heads.has(before.id) ? [before] : []
  collectPieces(error, cursor, pieces)
  return pieces.length < MAX_PIECES ? pieces : []
}

function collectPieces(error: Node, cursor: Cursor, pieces: Node[]): void {
  const walk = error.walk()
  walk.gotoFirstChildForPosition({ row: Math.max(0, cursor.point.row - SEARCHED_ROWS), column: 0 })
  // web-tree-sitter 0.27 does not return what its types say; the depth tells whether it moved.
  let isInside = walk.currentDepth > 0
  while (isInside && walk.startIndex < cursor.index && pieces.length < MAX_PIECES) {
    const piece = walk.currentNode
    if (piece.isError) collectPieces(piece, cursor, pieces)
    else pieces.push(piece)
    isInside = walk.gotoNextSibling()
  }
  walk.delete()
}

function endOfLine(text: string, index: number): number {
  const newline = text.indexOf('\n', index)
  return newline === -1 ? text.length : newline
}
