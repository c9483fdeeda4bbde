// Which changes leave a document's syntax as it is: most keys make a name longer, and need no parse.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { SyntaxTree } from '../grammars/index.ts'

/** Text between two offsets, UTF-16, gives way to another. */
export interface Replacement {
  readonly startIndex: number
  readonly oldEndIndex: number
  readonly inserted: string
}

const WORD = /^[\p{L}\p{N}_]*$/u
const WORD_BEFORE = /[\p{L}_][\p{L}\p{N}_]*$/u
const WORD_AFTER = /^[\p{L}\p{N}_]*/u

/**
 * Whether a change is to the end of a name, or to its inside, so that it keeps its beginning and neither was nor
 * becomes a word of the language. `tree` is not told of the change yet.
 */
export function staysInName(
  { text, tree }: { text: TextDocument; tree: SyntaxTree | undefined },
  { startIndex, oldEndIndex, inserted }: Replacement,
): boolean {
  if (!tree || !WORD.test(inserted)) return false
  const { line } = text.positionAt(startIndex)
  const lineStart = text.offsetAt({ line, character: 0 })
  const whole = text.getText({
    start: { line, character: 0 },
    end: { line: line + 1, character: 0 },
  })
  const removed = whole.slice(startIndex - lineStart, oldEndIndex - lineStart)
  if (removed.length !== oldEndIndex - startIndex || !WORD.test(removed)) return false
  const [before] = WORD_BEFORE.exec(whole.slice(0, startIndex - lineStart)) ?? []
  if (before === undefined) return false
  const [after = ''] = WORD_AFTER.exec(whole.slice(oldEndIndex - lineStart)) ?? []
  return !tree.isToken(before + inserted + after) && tree.isName(startIndex - 1)
}
