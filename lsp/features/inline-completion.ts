// textDocument/inlineCompletion: from the editor's words to a document's track, and back.
import { setImmediate as nextTurn } from 'node:timers/promises'
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
import { ACCEPTED_COMMAND, checker, type SuggestionData } from '../../protocol/index.ts'
import { REFUSALS, type Refusal } from '../context/policy/permission.ts'
import { isInside } from '../context/split.ts'
import type { OpenDocument } from '../documents.ts'
import { hasModel } from '../models.ts'
import type { Settings } from '../settings.ts'
import type { Other, Outcome } from '../suggestions/outcome.ts'
import type { Track } from '../suggestions/track.ts'
import { type CursorPlace, isPlaceFor, placeOf } from './cursor-place.ts'
import type { Feedback } from './feedback.ts'
import type { MoreToShow } from './more-to-show.ts'
import { TriggerKinds } from './trigger-kind.ts'

export interface InlineCompletionParts {
  documentAt(uri: string): OpenDocument | undefined
  trackOf(document: OpenDocument): Track<CursorPlace>
  /** Why nothing of the document may leave; undefined when it may. */
  refusal(document: OpenDocument, settings: Settings): Refusal | undefined
  settings(document: OpenDocument): Promise<Settings>
  isSnoozed(): boolean
  /** A document is worked with. */
  used(document: OpenDocument): void
  feedback: Pick<Feedback, 'given' | 'over'>
  more: Pick<MoreToShow, 'answered'>
  log(problem: string): void
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
const REPLACED = new ResponseError<void>(
  LSPErrorCodes.RequestCancelled,
  'a newer request took its place',
)

export function inlineCompletion(parts: InlineCompletionParts) {
  const kinds = new TriggerKinds()
  /** What the log has said of a document: once is enough. */
  const told = new WeakMap<OpenDocument, Refusal | undefined>()

  return async (params: InlineCompletionParams, token: CancellationToken): Promise<Answer> => {
    if (checkParams(params).problems) return INVALID
    const document = parts.documentAt(params.textDocument.uri)
    if (!document || !isInside(params.position, document.text.lineCount)) return NOTHING
    const place = placeOf(params, document)
    if (!place || !isPlaceFor(params, document)) return NOTHING
    const { revision } = document
    const settings = await parts.settings(document)
    if (token.isCancellationRequested || document.revision !== revision) return REPLACED
    parts.used(document)
    if (parts.isSnoozed() || isRefused(document, settings)) return NOTHING
    const track = parts.trackOf(document)
    const isInvoked = kinds.isInvoked(params.context?.triggerKind, track.quietMs)
    token.onCancellationRequested(() => track.cancel(place))
    const asked = { document, place, settings, token }
    return answerTo(asked, track.request(place, { isInvoked }), track.isWaiting)
  }

  /** `isWaiting`: the outcome was not known when it was asked for. */
  async function answerTo(
    { document, place, settings, token }: Asked,
    awaited: Promise<Outcome>,
    isWaiting: boolean,
  ): Promise<Answer> {
    const outcome = await awaited
    // Before anything else is read: the model's last word may be next.
    parts.more.answered(document, place, textOf(outcome))
    if (isWaiting && (await isOvertaken(document, token))) return REPLACED
    // Whoever has switched it off meanwhile wants to see nothing any more.
    if (isWaiting && (await isOff(document))) return NOTHING
    tellFeedback(document, outcome)
    return answerFor(place, outcome, settings)
  }

  async function isOff(document: OpenDocument): Promise<boolean> {
    return parts.isSnoozed() || isRefused(document, await parts.settings(document))
  }

  function isRefused(document: OpenDocument, settings: Settings): boolean {
    const refusal = parts.refusal(document, settings)
    if (refusal !== told.get(document)) {
      told.set(document, refusal)
      if (refusal) parts.log(`no suggestions here: ${REFUSALS[refusal]}`)
    }
    return refusal !== undefined
  }

  function tellFeedback({ uri }: OpenDocument, outcome: Outcome): void {
    if (outcome.kind === 'shown') parts.feedback.given(uri, outcome.suggested)
    else if (outcome.why !== 'replaced') parts.feedback.over(uri)
  }
}

interface Asked {
  readonly document: OpenDocument
  readonly place: CursorPlace
  readonly settings: Settings
  readonly token: CancellationToken
}

/** A key that has come in together with the model's words makes them stale: it is read first. */
async function isOvertaken(document: OpenDocument, token: CancellationToken): Promise<boolean> {
  const { revision } = document
  await nextTurn()
  return token.isCancellationRequested || document.revision !== revision
}

const textOf = (outcome: Outcome): string => (outcome.kind === 'shown' ? outcome.text : '')

function answerFor(place: CursorPlace, outcome: Outcome, settings: Settings): Answer {
  if (outcome.kind === 'shown') {
    const { closed, others } = outcome
    const texts = [outcome, ...others]
    return { items: texts.map((one) => itemFor(place, { ...one, closed }, settings)) }
  }
  return outcome.why === 'replaced' ? REPLACED : NOTHING
}

/** The range covers the brackets that the editor closed by itself: the text brings its own. */
function itemFor(
  { cursor, typed }: CursorPlace,
  { suggested, text, closed }: Other & { closed: string },
  settings: Settings,
): InlineCompletionItem & { data: SuggestionData } {
  const { id, source, model, evidence } = suggested
  const end = { line: cursor.line, character: cursor.character + closed.length }
  const title = 'Suggestion accepted'
  const accepted = { title, command: ACCEPTED_COMMAND, arguments: [id, text.length] }
  return {
    insertText: typed + text,
    range: { start: cursor, end },
    data: { id, source, model, ...(evidence && { evidence }) },
    ...(settings.feedback.enabled && hasModel(settings) ? { command: accepted } : {}),
  }
}
