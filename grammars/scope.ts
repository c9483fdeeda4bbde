import { bodyOf, captured } from './bodies.ts'
import { type Cursor, cursorAt } from './cursor.ts'
import type { Node, Point, QueryMatch } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'
import { type Unclosed, unclosedAt } from './unclosed.ts'

/** Zero-based rows, UTF-16 columns, half-open. */
export interface Range {
  readonly start: Point
  readonly end: Point
}

/** The smallest piece of syntax with a body that holds the cursor, or one around that. */
export interface Scope {
  /** `function`, `method`, `class` …: the word behind `@scope.` in scopes.scm. */
  readonly kind: string
  /** The source from its start to its body, in one line: `async run(job: Job): Promise<void>`. */
  readonly header: string
  readonly range: Range
  /** With its braces if it has any; absent while the body is empty or its end is not written. */
  readonly bodyRange?: Range
}

interface Candidate {
  readonly kind: string
  readonly node: Node
  readonly body: Node | undefined
  /** The token that opens the body, where the grammar has no node for the body. */
  readonly bodyStart: Node | undefined
  readonly pattern: number
}

/** tree-sitter takes an end of 0:0 for "no end". */
const AFTER_START = { row: 0, column: 1 }
/** Longest header in UTF-16 code units. Enough for any signature; a default value may be longer. */
const MAX_HEADER_CHARS = 300

// What scopes.scm may capture: `@scope.<kind>` the whole; its body, see bodies.ts, or `@body.start`, the first
// token of one for which the grammar has no node; and `@unclosed.<kind>`, see unclosed.ts.

/**
 * The scopes around a position, innermost first; none if the tree is edited, closed or without query.
 * A position past the end of its line counts as that end.
 */
export function scopesAt(tree: SyntaxTree, position: Point): Scope[] {
  return tree.isCurrent ? tree.ask(() => scopesIn(tree, position), []) : []
}

function scopesIn(tree: SyntaxTree, position: Point): Scope[] {
  const cursor = cursorAt(tree, position)
  const matches = tree.matches('scopes', {
    startPosition: cursor.code.point,
    endPosition: cursor.index === 0 ? AFTER_START : cursor.point,
  })
  const complete = widestOfEachBody(matches.flatMap(candidateOf))
    .filter((candidate) => holds(candidate, cursor, tree))
    .map((candidate) => toScope(candidate, tree.text))
  const unclosed = unclosedAt(tree, cursor, matches).map((head) => unclosedScope(head, tree.text))
  return [...complete, ...unclosed].sort(innermostFirst)
}

function candidateOf(match: QueryMatch): Candidate[] {
  const scope = match.captures.find(({ name }) => name.startsWith('scope.'))
  const body = bodyOf(match)
  // Whoever owns a body and has none is only declared: `abstract run(): void`.
  if (!scope || (!body && captured(match, 'owner'))) return []
  return [
    {
      kind: scope.name.slice('scope.'.length),
      node: scope.node,
      body,
      bodyStart: captured(match, 'body.start'),
      pattern: match.patternIndex,
    },
  ]
}

/** Patterns overlap on purpose: `const f = () => {}` is a lambda and a named function. */
function widestOfEachBody(candidates: readonly Candidate[]): Candidate[] {
  const widest = new Map<number, Candidate>()
  for (const candidate of candidates) {
    const { body, bodyStart, node } = candidate
    // Without a body, what ends together is one: `f = lambda do … end` and the block in it.
    const key = (body ?? bodyStart)?.id ?? -node.endIndex
    const rival = widest.get(key)
    if (!rival || saysMore(candidate, rival)) widest.set(key, candidate)
  }
  return [...widest.values()]
}

/** The wider match says more; of equally wide ones the later pattern is the more special. */
function saysMore(a: Candidate, b: Candidate): boolean {
  const wider = b.node.startIndex - a.node.startIndex
  return wider > 0 || (wider === 0 && a.pattern > b.pattern)
}

function holds({ node, body }: Candidate, cursor: Cursor, tree: SyntaxTree): boolean {
  const end = Math.max(node.endIndex, body?.endIndex ?? 0)
  if (cursor.index <= node.startIndex || cursor.code.index >= end) return false
  const isAfter = cursor.index >= end
  if (tree.language.blocks === 'indentation') {
    const isIndented = cursor.indent > node.startPosition.column
    return !isAfter || isIndented || cursor.point.row === node.endPosition.row
  }
  // Only white space and comments lie between its end and the cursor.
  if (isAfter) return isUnfinished(body && body.endIndex > node.endIndex ? body : node)
  // A broken head that goes on below the cursor is rather a half-written call, `draw(`, which
  // swallowed what follows.
  return !body || cursor.index > body.startIndex || !isBroken(headOf(node, body))
}

/** What stands before the body, also where the body is deeper: `export`, `class`, `A`. */
function headOf(node: Node, body: Node): Node[] {
  const head: Node[] = []
  let child = node.firstChild
  while (child && child.id !== body.id) {
    const isBefore = child.endIndex <= body.startIndex
    if (isBefore) head.push(child)
    child = isBefore ? child.nextSibling : child.firstChild
  }
  return head
}

function isBroken(head: readonly Node[]): boolean {
  return head.some((piece) => piece.hasError)
}

/** Whether the parser had to imagine the last token, usually the closing brace. */
function isUnfinished(node: Node): boolean {
  let last = node
  for (let child = last.lastChild; child; child = last.lastChild) last = child
  return last.isMissing
}

function toScope({ kind, node, body, bodyStart }: Candidate, text: string): Scope {
  const header = headerText(text.slice(node.startIndex, headerEnd(node, body ?? bodyStart, text)))
  if (!body) return { kind, header, range: rangeOf(node) }
  // Dart has no node for a function: its head and its body stand side by side.
  const end = body.endIndex > node.endIndex ? body.endPosition : node.endPosition
  return { kind, header, range: { start: node.startPosition, end }, bodyRange: rangeOf(body) }
}

/** Up to the body and not over comments; up to the line's end without body or in a broken head. */
function headerEnd(node: Node, body: Node | undefined, text: string): number {
  const newline = text.indexOf('\n', node.startIndex)
  const lineEnd = newline === -1 ? node.endIndex : newline
  if (!body) return lineEnd
  const head = headOf(node, body)
  const comment = head.find((piece) => piece.isExtra)
  return isBroken(head) ? lineEnd : (comment ?? body).startIndex
}

function unclosedScope({ kind, first, headEnd, error }: Unclosed, text: string): Scope {
  const header = headerText(text.slice(first.startIndex, headEnd))
  return { kind, header, range: { start: first.startPosition, end: error.endPosition } }
}

function headerText(source: string): string {
  return source.replace(/\s+/g, ' ').trim().slice(0, MAX_HEADER_CHARS)
}

function rangeOf(node: Node): Range {
  return { start: node.startPosition, end: node.endPosition }
}

function innermostFirst(a: Scope, b: Scope): number {
  return b.range.start.row - a.range.start.row || b.range.start.column - a.range.start.column
}
