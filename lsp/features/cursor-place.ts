// Where an editor asks: its position, its completion widget, and the text around both.
import Type from 'typebox'
import type { InlineCompletionParams, Position } from 'vscode-languageserver/node'
import { checker } from '../../protocol/index.ts'
import { boundsAround, type Split } from '../context/split.ts'
import { isWorthAsking } from '../context/worth-asking.ts'
import type { Edit, OpenDocument } from '../documents.ts'
import type { Place } from '../suggestions/place.ts'

type Asking = Pick<InlineCompletionParams, 'position'> &
  Partial<Pick<InlineCompletionParams, 'context'>>

export interface CursorPlace extends Place {
  cursor: Position
  /** What the editor's completion widget would insert first; usually empty. The prefix ends with it. */
  typed: string
}

/** Undefined where no suggestion fits: the widget would replace what stands there with something else. */
export function placeOf(
  params: Pick<InlineCompletionParams, 'position' | 'context'>,
  document: OpenDocument,
): CursorPlace | undefined {
  const typed = typedByWidget(params, document)
  if (typed === undefined) return undefined
  const { text } = document
  const { prefix, suffix } = splitAt(text.getText(), text.offsetAt(params.position))
  return { prefix: prefix + typed, suffix, cursor: params.position, typed }
}

/** The place behind a text that would stand at the cursor. */
export const placeAfter = (place: CursorPlace, text: string): CursorPlace => ({
  ...place,
  prefix: place.prefix + text,
  typed: place.typed + text,
})

/** Whether a suggestion can be of use there. */
export function isPlaceFor({ position, context }: Asking, { text, above }: OpenDocument): boolean {
  const end = { line: position.line, character: Number.MAX_SAFE_INTEGER }
  return isWorthAsking({
    textChars: above().length + text.getText().length,
    restOfLine: text.getText({ start: position, end }),
    hasSelection: selectedIn(context) !== undefined,
  })
}

/** Where the newest text of a document ends. */
export function editedPlaceOf({ text }: OpenDocument, { endOffset }: Edit): CursorPlace {
  const split = splitAt(text.getText(), endOffset)
  return { ...split, cursor: text.positionAt(endOffset), typed: '' }
}

const Start = Type.Object({ line: Type.Integer(), character: Type.Integer() })
/** Some clients send the range as an array. */
const checkSelected = checker(
  Type.Object({
    text: Type.String(),
    range: Type.Union([Type.Object({ start: Start }), Type.Array(Start, { minItems: 1 })]),
  }),
)

interface Selected {
  text: string
  /** Of what the widget would replace. */
  start: Position
}

/** Undefined: no completion widget is open, or what is said of it, such as an empty Lua table, is of no use. */
function selectedIn(context: Asking['context']): Selected | undefined {
  const sent = context?.selectedCompletionInfo
  const { value } = sent ? checkSelected(sent) : {}
  const range = value?.range
  const start = Array.isArray(range) ? range[0] : range?.start
  return value && start && { text: value.text, start }
}

function typedByWidget(
  { context, position }: Pick<InlineCompletionParams, 'position' | 'context'>,
  { text }: OpenDocument,
): string | undefined {
  const selected = selectedIn(context)
  if (!selected) return ''
  const replaced = text.getText({ start: selected.start, end: position })
  return selected.text.startsWith(replaced) ? selected.text.slice(replaced.length) : undefined
}

function splitAt(text: string, offset: number): Split {
  const { from, cursor, to } = boundsAround(text, offset)
  return { prefix: text.slice(from, cursor), suffix: text.slice(cursor, to) }
}
