// Open documents: the text, kept by ranges, and the syntax tree that follows it.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node'
import { type Position, TextDocument } from 'vscode-languageserver-textdocument'
import type { SyntaxTree } from '../grammars/index.ts'
import { pathOf } from './context/file-name.ts'
import { Positions } from './positions.ts'
import { type Replacement, staysInName } from './word-edits.ts'

export interface OpenDocument {
  readonly uri: string
  /** The path in its URI, with `/`: asked with every key, and dear to compute. */
  readonly path: string
  readonly languageId: string
  text: TextDocument
  /** Counts its changes; its end is one. The editor's versions may stay, or go back. */
  revision: number
  /** Counts the texts that stood in the place of all that was there: each begins without a tree. */
  wholeTexts: number
  /** The tree of an earlier or this version, told of every edit since; freed with the document. */
  tree: SyntaxTree | undefined
  /** Whether `tree` fits the text. */
  treeFit: TreeFit
  /** What the last change did; undefined before the first. */
  lastEdit: Edit | undefined
  /** What stands above it without being part of it: the cells of a notebook. Empty, or ends a line. */
  above(): string
  /** False once the editor closed it: nothing may hold a tree for it any more. */
  isOpen: boolean
}

/**
 * `exact`: parsed from this very text. `near`: only names grew or shrank since, by which no node began, ended or
 * became another. `none`: there is none, or it is of a text that was otherwise.
 */
export type TreeFit = 'exact' | 'near' | 'none'

export interface Edit {
  /** Where its new text ends, in UTF-16 units: the cursor, most likely. */
  endOffset: number
  /** It only took text away. */
  isDeletion: boolean
}

/** How vscode-languageserver's TextDocuments makes and changes ours; `positions` knows how the editor counts. */
export const openDocuments = (positions: Positions) => ({
  create(uri: string, languageId: string, version: number, content: string): OpenDocument {
    return {
      uri,
      path: pathOf(uri),
      languageId,
      text: TextDocument.create(uri, languageId, version, content),
      revision: 0,
      wholeTexts: 1,
      tree: undefined,
      treeFit: 'none',
      lastEdit: undefined,
      above: () => '',
      isOpen: true,
    }
  },

  update(
    document: OpenDocument,
    changes: TextDocumentContentChangeEvent[],
    version: number,
  ): OpenDocument {
    document.revision++
    for (const change of changes) {
      positions.takeIn(change, document.text)
      if ('range' in change) takeRange(document, change)
      else takeWhole(document)
      document.text = TextDocument.update(document.text, [change], version)
    }
    return document
  },
})

/** Positions in UTF-16 units. */
export const OPEN_DOCUMENTS = openDocuments(new Positions())

export function closeDocument(document: OpenDocument): void {
  document.isOpen = false
  document.revision++
  freeTree(document)
}

/** The tree of the text as it is; the one before it is freed. */
export function takeTree(document: OpenDocument, tree: SyntaxTree): void {
  freeTree(document)
  document.tree = tree
  document.treeFit = 'exact'
}

function freeTree(document: OpenDocument): void {
  document.tree?.close()
  document.tree = undefined
}

interface RangeChange {
  range: { start: Position; end: Position }
  text: string
}

function takeRange(document: OpenDocument, change: RangeChange): void {
  const { range, text } = change
  const [from, to] = [document.text.offsetAt(range.start), document.text.offsetAt(range.end)]
  // The text takes a range that is the wrong way round as if it were not, and so must the tree.
  const [startIndex, oldEndIndex] = [Math.min(from, to), Math.max(from, to)]
  document.lastEdit = {
    endOffset: startIndex + text.length,
    isDeletion: text === '' && oldEndIndex > startIndex,
  }
  const replacement = { startIndex, oldEndIndex, inserted: text }
  const isNear = document.treeFit !== 'none' && staysInName(document, replacement)
  document.treeFit = isNear ? 'near' : 'none'
  editTree(document, replacement)
}

/** Where its cursor is nobody knows. */
function takeWhole(document: OpenDocument): void {
  document.lastEdit = undefined
  document.wholeTexts++
  document.treeFit = 'none'
  freeTree(document)
}

function editTree(
  { text, tree }: OpenDocument,
  { startIndex, oldEndIndex, inserted }: Replacement,
): void {
  if (!tree) return
  const start = text.positionAt(startIndex)
  tree.edit({
    startIndex,
    oldEndIndex,
    newEndIndex: startIndex + inserted.length,
    startPosition: point(start),
    oldEndPosition: point(text.positionAt(oldEndIndex)),
    newEndPosition: endOfInsert(start, inserted),
  })
}

const point = ({ line, character }: Position) => ({ row: line, column: character })

function endOfInsert(start: Position, inserted: string) {
  const lines = inserted.split('\n')
  const last = lines.at(-1) ?? ''
  return lines.length === 1
    ? { row: start.line, column: start.character + last.length }
    : { row: start.line + lines.length - 1, column: last.length }
}
