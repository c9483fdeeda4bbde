// Where a generation goes, and what it is asked for with: an instruction, a comment, code to be rewritten.
import { LSPErrorCodes, type Position, type Range, ResponseError } from 'vscode-languageserver/node'
import { commentRequestAt } from '../../grammars/index.ts'
import type { GenerateParams } from '../../protocol/index.ts'
import type { Syntax } from '../context/syntax.ts'
import type { OpenDocument } from '../documents.ts'
import type { Question } from '../gateway-wire.ts'

export interface GenerationPlace {
  /** Where the question is cut. */
  cursor: Position
  /** What the text begins with: the line break behind a comment. */
  lead: string
  /** Put before each line where the model begins at the margin. */
  indent: string
  /** What the text replaces. */
  range: Range
  /** The question about the cursor as one for this generation. */
  asking(question: Question): Question
}

export async function generationPlaceAt(
  document: OpenDocument,
  { range, instruction = '' }: GenerateParams,
  syntax: Pick<Syntax, 'patientTreeOf'>,
): Promise<GenerationPlace> {
  const selected = document.text.getText(range)
  if (selected !== '') return toRewrite(range, selected, instruction)
  const at = atLineStart(document, range.start)
  if (instruction) return { ...at, asking: (question) => told(question, instruction) }
  const { line: row, character: column } = range.start
  const tree = await syntax.patientTreeOf(document)
  const comment = tree && commentRequestAt(tree, { row, column })
  const isInComment = comment !== undefined && comment.lastRow >= row
  const place = isInComment ? belowLine(document, comment.lastRow) : at
  return { ...place, asking: (question) => told(question, comment?.instruction ?? '') }
}

const told = (question: Question, instruction: string): Question => ({
  ...question,
  wish: { kind: 'generation', instruction },
})

type Spot = Omit<GenerationPlace, 'asking'>

/** Blanks before the cursor are part of what is replaced: a generation begins on a line of its own. */
function atLineStart({ text }: OpenDocument, end: Position): Spot {
  const start = { line: end.line, character: 0 }
  const before = text.getText({ start, end })
  const isBlank = before.trim() === ''
  const cursor = isBlank ? start : end
  return { cursor, lead: '', indent: isBlank ? before : '', range: { start: cursor, end } }
}

function belowLine({ text }: OpenDocument, line: number): Spot {
  const start = { line, character: 0 }
  const whole = text.getText({ start, end: { line: line + 1, character: 0 } })
  const content = whole.replace(/[\r\n]+$/, '')
  const cursor = { line, character: content.length }
  const [indent = ''] = /^\s*/.exec(content) ?? []
  return { cursor, lead: '\n', indent, range: { start: cursor, end: cursor } }
}

/** Prefix-stable: what was indented of a beginning stays the same as more comes. */
export function indented(text: string, indent: string): string {
  const startsAtMargin = /^\n*\S/.test(text)
  return startsAtMargin ? text.replace(/^(?=[^\n])/gm, indent) : text
}

/** The cursor is the end of the code: cleaned of secrets with what stands before it, it is cut off again. */
function toRewrite(range: Range, selected: string, instruction: string): GenerationPlace {
  if (!instruction) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, 'say what to do with the selected code')
  }
  return {
    cursor: range.end,
    lead: '',
    indent: '',
    range,
    asking(question) {
      const { prefix } = question
      const cut = Math.max(0, prefix.length - selected.length)
      const words = `${instruction}\n\nThis code is replaced:\n${prefix.slice(cut)}`
      return { ...told(question, words), prefix: prefix.slice(0, cut) }
    },
  }
}
