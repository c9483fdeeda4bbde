// textDocument/inlineCompletion: from the editor's words to a document's track, and back.
import Type from 'typebox'
import {
  type CancellationToken,
  ErrorCodes,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node'
import { checker, type SuggestionData } from '../../protocol/index.ts'
import { isInside } from '../context/split.ts'
import type { OpenDocument } from '../documents.ts'
import type { Outcome, Track } from '../suggestions/track.ts'
import { type CursorPlace, placeOf } from './cursor-place.ts'
import { TriggerKinds } from './trigger-kind.ts'

export interface InlineCompletionParts {
  documentAt(uri: string): OpenDocument | undefined
  trackOf(document: OpenDocument): Track<CursorPlace>
}

type Answer = InlineCompletionList | ResponseError<void>

const checkParams = checker(
  Type.Object({
    textDocument: Type.Object({ uri: Type.String() }),
    position: Type.Object({ line: Type.Integer(), character: Type.Integer() }),
  }),
)
const INVALID = new ResponseError<void>(
  ErrorCodes.InvalidParams,
  'textDocument.uri and position are needed',
)
const NOTHING: InlineCompletionList = { items: [] }

export function inlineCompletion({ documentAt, trackOf }: InlineCompletionParts) {
  const kinds = new TriggerKinds()

  return async (params: InlineCompletionParams, token: CancellationToken): Promise<Answer> => {
    if (checkParams(params).problems) return INVALID
    const document = documentAt(params.textDocument.uri)
    if (!document || !isInside(params.position, document.text.lineCount)) return NOTHING
    const place = placeOf(params, document)
    if (!place) return NOTHING
    const track = trackOf(document)
    const isInvoked = kinds.isInvoked(params.context?.triggerKind, track.quietMs)
    const outcome = track.request(place, { isInvoked })
    token.onCancellationRequested(() => track.cancel(place))
    return answerFor(place, await outcome)
  }
}

function answerFor(place: CursorPlace, outcome: Outcome): Answer {
  if (outcome.kind === 'shown') return { items: [itemFor(place, outcome)] }
  if (outcome.why !== 'replaced') return NOTHING
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'a newer request took its place')
}

/** The range covers the brackets that the editor closed by itself: the text brings its own. */
function itemFor(
  { cursor, typed }: CursorPlace,
  { suggested, text, closed }: Extract<Outcome, { kind: 'shown' }>,
): InlineCompletionItem & { data: SuggestionData } {
  const { id, source, model } = suggested
  const end = { line: cursor.line, character: cursor.character + closed.length }
  return {
    insertText: typed + text,
    range: { start: cursor, end },
    data: { id, source, model },
  }
}
