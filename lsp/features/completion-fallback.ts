// textDocument/completion: the same suggestions in the completion menu of editors without grey text.

import Type from 'typebox'
import {
  type CancellationToken,
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  InsertTextFormat,
  InsertTextMode,
  type Position,
  type Range,
  ResponseError,
} from 'vscode-languageserver/node'
import { checker } from '../../protocol/index.ts'
import type { OpenDocument } from '../documents.ts'

export interface CompletionFallbackParts {
  documentAt(uri: string): OpenDocument | undefined
  inlineCompletion(
    params: Pick<InlineCompletionParams, 'textDocument' | 'position'>,
    token: CancellationToken,
  ): Promise<InlineCompletionList | ResponseError<void>>
  /** Whether the editor is one of GitLab's clients, which read another form. */
  isGitlabClient(): boolean
}

/** What a menu has room for. */
const MAX_LABEL_CHARS = 60
const WORD_AT_END = /[\p{L}\p{N}_$]*$/u

const checkItem = checker(
  Type.Object({
    insertText: Type.String(),
    data: Type.Object({ id: Type.String(), source: Type.String(), model: Type.String() }),
  }),
)

export function completionFallback(parts: CompletionFallbackParts) {
  return async (
    { textDocument, position }: CompletionParams,
    token: CancellationToken,
  ): Promise<CompletionList | CompletionItem[]> => {
    const answer = await parts.inlineCompletion({ textDocument, position }, token)
    // Menus show errors: a request that was replaced has nothing to say.
    const items = answer instanceof ResponseError ? [] : answer.items
    const document = parts.documentAt(textDocument.uri)
    if (!document) return []
    if (parts.isGitlabClient()) return items.flatMap(gitlabItem)
    // More is known with the next key.
    return {
      isIncomplete: true,
      items: items.flatMap((item) => menuItem(item, document, position)),
    }
  }
}

/** Menus replace the word before the cursor, and show only what begins with it. */
function menuItem(
  item: InlineCompletionItem,
  { text, languageId }: OpenDocument,
  cursor: Position,
): CompletionItem[] {
  const { value } = checkItem(item)
  if (!value) return []
  const { insertText, data } = value
  const before = text.getText({ start: { line: cursor.line, character: 0 }, end: cursor })
  const [word = ''] = WORD_AT_END.exec(before) ?? []
  const start = { line: cursor.line, character: cursor.character - word.length }
  const range: Range = { start, end: item.range?.end ?? cursor }
  const newText = word + insertText
  return [
    {
      label: labelOf(newText),
      kind: CompletionItemKind.Text,
      detail: `midfill (${data.source === 'embedded' ? 'embedded' : data.model})`,
      documentation: { kind: 'markdown', value: `\`\`\`${languageId}\n${newText}\n\`\`\`` },
      filterText: newText,
      insertTextFormat: InsertTextFormat.PlainText,
      insertTextMode: InsertTextMode.asIs,
      textEdit: { range, newText },
      ...(item.command ? { command: item.command } : {}),
      data,
    },
  ]
}

function labelOf(text: string): string {
  const [line = ''] = text.trim().split('\n', 1)
  const isCut = line.length > MAX_LABEL_CHARS || text.trim().includes('\n')
  return isCut ? `${line.slice(0, MAX_LABEL_CHARS)}…` : line
}

/** As GitLab's language server writes them: gitlab.vim's omnifunc and Emacs read it. */
function gitlabItem(item: InlineCompletionItem, index: number): CompletionItem[] {
  const { value } = checkItem(item)
  const { command } = item
  const [trackingId] = command?.arguments ?? []
  if (!value || !command) return []
  const { insertText } = value
  return [
    {
      label: `GitLab Suggestion ${index + 1}: ${insertText}`,
      kind: CompletionItemKind.Text,
      insertText,
      detail: insertText,
      command: { ...command, arguments: [trackingId] },
      data: { index, trackingId },
    },
  ]
}
