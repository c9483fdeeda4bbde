// The heads of definitions: what a name that is imported looks like where it comes from.
import type { IndexedFile } from './blocks.ts'
import { lineAt } from './near.ts'
import type { Piece } from './pieces.ts'
import type { WordedText } from './words.ts'

/** `export async function close(`, `pub struct Ledger`, `def close`, `func (l *Ledger) Close(`, `const open =`. */
const DEFINITION =
  /^[ \t]*(?:(?:export|default|declare|public|protected|private|internal|static|final|abstract|override|open|async|pub(?:\([^)]*\))?|unsafe|inline|virtual|sealed|data|partial)\s+)*(?:function\*?|class|interface|type|enum|struct|trait|union|def|fn|fun|func|module|namespace|record|object|protocol|const|let|var|val)\s+(?:\([^)\n]*\)\s*)?([A-Za-z_$][\w$]*)/gm
/** `public Ledger close(`, `static int close_quarter(`: languages whose functions have no word for it. */
const TYPED_FUNCTION =
  /^[ \t]*(?!(?:return|else|new|throw|await|yield|case|delete|goto|typedef)\b)(?:[A-Za-z_][\w<>[\],.:*&?]*[ \t]+)+[*&]*([A-Za-z_]\w*)\s*\([^;\n]*$/gm
/** A head of more lines is cut: the first say most. */
const MAX_HEAD_LINES = 6
/** The members of a type are what one needs of it; of a long one the first. */
const MAX_TYPE_LINES = 12
const TYPE = /\b(?:interface|type|enum|struct|trait|record|protocol)\b/
/** What ends a head: its body begins, or the statement is over. */
const HEAD_END = /(?:[{:;=]|=>|\bdo|\bthen)\s*$/
/** Part of the room for pieces that heads may take. */
export const SIGNATURE_SHARE = 0.15
const MAX_PIECES = 24

/** By text: the line of the first definition of each name. */
const known = new WeakMap<WordedText, ReadonlyMap<string, number>>()

export function definitionsIn(content: WordedText): ReadonlyMap<string, number> {
  const remembered = known.get(content)
  if (remembered) return remembered
  const lines = new Map<string, number>()
  for (const pattern of [DEFINITION, TYPED_FUNCTION]) {
    for (const match of content.text.matchAll(pattern)) {
      const [, name = ''] = match
      if (!lines.has(name)) lines.set(name, lineAt(content, match.index))
    }
  }
  known.set(content, lines)
  return lines
}

/** The heads of `names` in these files, the first names first, as far as they fit. */
export function signaturesOf(
  names: Iterable<string>,
  files: readonly IndexedFile[],
  maxChars: number,
): Piece[] {
  const pieces: Piece[] = []
  let left = maxChars
  for (const name of names) {
    for (const file of files) {
      const line = definitionsIn(file.content).get(name)
      const piece = line === undefined ? undefined : headAt(file, line)
      if (!piece || piece.chars > left || pieces.length >= MAX_PIECES) continue
      left -= piece.chars
      pieces.push(piece)
    }
  }
  return pieces
}

function headAt({ path, name, content }: IndexedFile, fromLine: number): Piece {
  const isType = TYPE.test(textOf(content, fromLine))
  const indent = indentOf(textOf(content, fromLine))
  const most = Math.min(fromLine + (isType ? MAX_TYPE_LINES : MAX_HEAD_LINES), content.lineCount)
  let toLine = fromLine + 1
  while (toLine < most && !endsBefore(content, { toLine, isType, indent })) toLine++
  const chars = (content.lineStarts[toLine] ?? 0) - (content.lineStarts[fromLine] ?? 0)
  return { path, name, content, fromLine, toLine, chars }
}

/** A head ends where its body begins; a type at the line that is indented as its first. */
function endsBefore(
  content: WordedText,
  { toLine, isType, indent }: { toLine: number; isType: boolean; indent: number },
): boolean {
  const last = textOf(content, toLine - 1)
  if (!isType) return HEAD_END.test(last) || last.trim() === ''
  const isMember = toLine - 1 > 0 && indentOf(last) > indent
  const next = textOf(content, toLine)
  return (!isMember && !/[{(:=|]\s*$/.test(last)) || next.trim() === ''
}

const textOf = ({ text, lineStarts }: WordedText, line: number): string =>
  text.slice(lineStarts[line], lineStarts[line + 1])

const indentOf = (line: string): number => line.length - line.trimStart().length
