// Everything a model must know about the cursor, as one question.
import type { Position } from 'vscode-languageserver-textdocument'
import { importsOf, type SyntaxTree, scopesAt } from '../../grammars/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { Question } from '../gateway-wire.ts'
import { splitAtOffset } from './split.ts'
import { DEFAULT_BUDGET_CHARS, shareBudget } from './workspace/budget.ts'
import type { Workspace } from './workspace/workspace.ts'

const MAX_IMPORTS_CHARS = 8_000
/** Innermost scopes whose headers are sent: a method, its class, its module, and one to spare. */
const MAX_SCOPES = 4

/** So that a question has fewer parts than a gateway accepts. */
const MAX_SNIPPETS = 60

export interface GatherParts {
  fileName: string
  tree: SyntaxTree | undefined
  /** Text that the editor's completion widget would insert before the suggestion; usually empty. */
  typed: string
  /** Undefined: only the document itself is known. */
  workspace: Workspace | undefined
}

/** The gateway leaves out the snippets that the prefix already holds. */
export async function gather(
  document: OpenDocument,
  cursor: Position,
  parts: GatherParts,
): Promise<Question> {
  const text = document.text.getText()
  const { prefix, suffix } = splitAtOffset(text, document.text.offsetAt(cursor))
  const fromSyntax = parts.tree ? syntaxSnippets(parts.tree, cursor, parts.fileName) : []
  const question = {
    fileName: parts.fileName,
    languageId: document.languageId,
    prefix: prefix + parts.typed,
    suffix,
    snippets: fromSyntax,
  }
  if (parts.workspace) {
    const known = await workspaceSnippets(document.uri, question, parts.workspace)
    question.snippets = [...fromSyntax, ...known].slice(0, MAX_SNIPPETS)
  }
  return question
}

async function workspaceSnippets(
  uri: string,
  { fileName, prefix, suffix, snippets }: Question,
  workspace: Workspace,
): Promise<Question['snippets']> {
  const shares = shareBudget(DEFAULT_BUDGET_CHARS, prefix.length, suffix.length)
  const kept = prefix.slice(prefix.length - shares.prefixChars)
  const heldTexts = snippets.map(({ content }) => content).filter((held) => !kept.includes(held))
  const heldChars = heldTexts.reduce((sum, held) => sum + held.length, 0)
  const found = await workspace.snippetsFor(uri, {
    name: fileName,
    prefix,
    suffix,
    ...shares,
    snippetChars: Math.max(0, shares.snippetChars - heldChars),
    heldTexts,
  })
  return found.map(({ name, content }) => ({ name, content }))
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
