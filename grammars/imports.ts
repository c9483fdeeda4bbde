import { captured } from './bodies.ts'
import type { Point } from './parser.ts'
import type { Range } from './scope.ts'
import type { SyntaxTree } from './syntax-tree.ts'

export interface ImportStatement {
  /** As written, over as many lines as it has. */
  readonly text: string
  readonly range: Range
}

/** Imports stand at the top; where a file's other 4,000 lines use the same words, nobody looks. */
const SEARCHED_CHARS = 50_000
/** Patterns begin at the top level; what they reach below it, such as `try: import a`, they say. */
const TOP_LEVEL = 1
const MAX_STATEMENTS = 200
const MAX_CHARS = 8_000

/** The statements that bring in other files, in order, up to the caps above. */
export function importsOf(tree: SyntaxTree): ImportStatement[] {
  if (!tree.isCurrent) return []
  const statements: ImportStatement[] = []
  let chars = 0
  let end = 0
  for (const match of tree.matches('imports', {
    endPosition: endOf(tree.text.slice(0, SEARCHED_CHARS)),
    maxStartDepth: TOP_LEVEL,
  })) {
    const node = captured(match, 'import')
    // `const a = require('a'), b = require('b')` matches once for each call.
    if (!node || node.startIndex < end) continue
    end = node.endIndex
    const text = tree.text.slice(node.startIndex, end).trim()
    chars += text.length
    if (chars > MAX_CHARS || statements.length === MAX_STATEMENTS) break
    statements.push({ text, range: { start: node.startPosition, end: node.endPosition } })
  }
  return statements
}

function endOf(text: string): Point {
  const lines = text.split('\n')
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 }
}
