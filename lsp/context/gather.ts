// Everything a model must know about the cursor, as one question.
import type { Position } from 'vscode-languageserver-textdocument'
import { importsOf, intentAt, type SyntaxTree, scopesAt } from '../../grammars/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { Question, Wish } from '../gateway-wire.ts'
import { splitAtOffset } from './split.ts'

const MAX_IMPORTS_CHARS = 8_000
/** Innermost scopes whose headers are sent: a method, its class, its module, and one to spare. */
const MAX_SCOPES = 4
const COMPLETION: Wish = { kind: 'completion' }

/**
 * `typed` is text that the editor's completion widget would insert before the suggestion; usually empty.
 * The gateway leaves out the snippets that the prefix already holds.
 */
export function gather(
  document: OpenDocument,
  cursor: Position,
  parts: { fileName: string; tree: SyntaxTree | undefined; typed: string },
): Question {
  const text = document.text.getText()
  const { prefix, suffix } = splitAtOffset(text, document.text.offsetAt(cursor))
  return {
    wish: parts.tree && parts.typed === '' ? wishAt(parts.tree, cursor) : COMPLETION,
    fileName: parts.fileName,
    languageId: document.languageId,
    prefix: prefix + parts.typed,
    suffix,
    snippets: parts.tree ? syntaxSnippets(parts.tree, cursor, parts.fileName) : [],
  }
}

function wishAt(tree: SyntaxTree, cursor: Position): Wish {
  const intent = intentAt(tree, { row: cursor.line, column: cursor.character })
  return intent.kind === 'completion' ? COMPLETION : intent
}

function syntaxSnippets(tree: SyntaxTree, cursor: Position, name: string): Question['snippets'] {
  const point = { row: cursor.line, column: cursor.character }
  const scopes = scopesAt(tree, point).slice(0, MAX_SCOPES)
  const imports = importsOf(tree)
    .map((statement) => statement.text)
    .join('\n')
    .slice(0, MAX_IMPORTS_CHARS)
  return [imports, ...scopes.map((scope) => scope.header)]
    .filter((content) => content !== '')
    .map((content) => ({ name, content }))
}
