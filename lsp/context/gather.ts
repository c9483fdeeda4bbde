// Everything a model must know about the cursor, as one question.
import type { Position } from 'vscode-languageserver-textdocument'
import { importsOf, intentAt, type SyntaxTree, scopesAt } from '../../grammars/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { Question, Wish } from '../gateway-wire.ts'
import type { Redaction } from './redact/redaction.ts'
import { boundsAround, type Split } from './split.ts'
import { DEFAULT_BUDGET_CHARS, shareBudget } from './workspace/budget.ts'
import type { Imports } from './workspace/import-map.ts'
import type { Workspace } from './workspace/workspace.ts'

type Snippet = Question['snippets'][number]

/** Cut when secrets are masked: half a secret is not known as one. */
const MAX_SNIPPET_CHARS = 8_000
/** Innermost scopes whose headers are sent: a method, its class, its module, and one to spare. */
const MAX_SCOPES = 4
/** So that a question has fewer parts than a gateway accepts. */
const MAX_SNIPPETS = 60
const COMPLETION: Wish = { kind: 'completion' }

export interface GatherParts {
  fileName: string
  tree: SyntaxTree | undefined
  /** Text that the editor's completion widget would insert before the suggestion; usually empty. */
  typed: string
  /** Undefined: the user wants secrets to be sent as they are. */
  redaction: Redaction | undefined
  /** Undefined: only the document itself is known. */
  workspace: Workspace | undefined
  /** What the model asked last is shown at most; undefined: not known. */
  promptChars: number | undefined
}

/** The gateway leaves out the snippets that the prefix already holds. */
export async function gather(
  document: OpenDocument,
  cursor: Position,
  parts: GatherParts,
): Promise<Question> {
  const { fileName, tree, redaction, workspace } = parts
  const { prefix, suffix } = split(document, cursor, parts)
  const statements = tree ? importsOf(tree).map(({ text }) => text) : []
  const fromSyntax = tree ? [statements.join('\n'), ...scopeHeaders(tree, cursor)] : []
  const question: Question = {
    wish: tree && parts.typed === '' ? wishAt(tree, cursor, redaction) : COMPLETION,
    fileName,
    languageId: document.languageId,
    prefix,
    suffix,
    snippets: fromSyntax
      .filter((content) => content !== '')
      .map((content) => masked({ name: fileName, content }, redaction)),
  }
  if (!workspace) return question
  const imports = tree && { lang: tree.language.lang, statements }
  const totalChars = Math.min(parts.promptChars ?? DEFAULT_BUDGET_CHARS, DEFAULT_BUDGET_CHARS)
  const asking = { workspace, imports, totalChars }
  const known = await workspaceSnippets(document.uri, question, asking)
  const snippets = [...question.snippets, ...known.map((snippet) => masked(snippet, redaction))]
  return { ...question, snippets: snippets.slice(0, MAX_SNIPPETS) }
}

const masked = ({ name, content }: Snippet, redaction: Redaction | undefined): Snippet => ({
  name,
  content: (redaction?.snippet(content) ?? content).slice(0, MAX_SNIPPET_CHARS),
})

async function workspaceSnippets(
  uri: string,
  { fileName, prefix, suffix, snippets }: Question,
  {
    workspace,
    imports,
    totalChars,
  }: { workspace: Workspace; imports: Imports | undefined; totalChars: number },
): Promise<Question['snippets']> {
  const shares = shareBudget(totalChars, prefix.length, suffix.length)
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
    imports,
  })
  return found.map(({ name, content }) => ({ name, content }))
}

function split(document: OpenDocument, cursor: Position, { typed, redaction }: GatherParts): Split {
  const text = document.text.getText()
  const bounds = boundsAround(text, document.text.offsetAt(cursor))
  const above = document.above()
  if (redaction) {
    const { prefix, suffix } = redaction.split(document, bounds, typed)
    return { prefix: above === '' ? prefix : redaction.snippet(above) + prefix, suffix }
  }
  return {
    prefix: above + text.slice(bounds.from, bounds.cursor) + typed,
    suffix: text.slice(bounds.cursor, bounds.to),
  }
}

/** An instruction is text of the document, and may hold a secret like any other. */
function wishAt(tree: SyntaxTree, cursor: Position, redaction: Redaction | undefined): Wish {
  const intent = intentAt(tree, { row: cursor.line, column: cursor.character })
  if (intent.kind === 'completion') return COMPLETION
  const { instruction } = intent
  return { ...intent, instruction: redaction?.snippet(instruction) ?? instruction }
}

function scopeHeaders(tree: SyntaxTree, cursor: Position): string[] {
  const scopes = scopesAt(tree, { row: cursor.line, column: cursor.character })
  return scopes.slice(0, MAX_SCOPES).map(({ header }) => header)
}
