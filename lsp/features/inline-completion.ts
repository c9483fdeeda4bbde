// textDocument/inlineCompletion. A newer request for the same document supersedes the older one.
import Type from 'typebox'
import {
  type CancellationToken,
  ErrorCodes,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  LSPErrorCodes,
  type Position,
  ResponseError,
} from 'vscode-languageserver/node'
import { ACCEPTED_COMMAND, checker, type SuggestionData } from '../../protocol/index.ts'
import { REFUSALS, type Refusal } from '../context/policy/permission.ts'
import { isWorthAsking } from '../context/worth-asking.ts'
import type { OpenDocument } from '../documents.ts'
import { GatewayFailure, type GatewaySuggestion } from '../gateway-wire.ts'
import type { Settings } from '../settings.ts'
import type { Suggester } from '../suggester.ts'
import type { Feedback } from './feedback.ts'

export interface InlineCompletionParts {
  suggester: Suggester
  documentAt(uri: string): OpenDocument | undefined
  fileNameOf(document: OpenDocument): string
  /** Why nothing of the document may leave; undefined when it may. */
  refusal(document: OpenDocument, settings: Settings): Refusal | undefined
  settings(): Promise<Settings>
  feedback: Pick<Feedback, 'given' | 'over'>
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

export function inlineCompletion(parts: InlineCompletionParts) {
  const underWay = new Map<string, AbortController>()
  /** What the log has said of a document: once is enough. */
  const told = new WeakMap<OpenDocument, Refusal | undefined>()

  return async (params: InlineCompletionParams, token: CancellationToken): Promise<Answer> => {
    if (checkParams(params).problems) return INVALID
    const { uri } = params.textDocument
    const document = parts.documentAt(uri)
    if (!document) return NOTHING
    const typed = typedByWidget(params, document)
    if (typed === undefined || !isWorthAsking(placeAt(params, document))) return NOTHING

    const controller = new AbortController()
    underWay.get(uri)?.abort()
    underWay.set(uri, controller)
    token.onCancellationRequested(() => controller.abort())
    try {
      const asked = {
        document,
        cursor: params.position,
        fileName: parts.fileNameOf(document),
        typed,
      }
      return await answer(asked, controller.signal)
    } finally {
      if (underWay.get(uri) === controller) underWay.delete(uri)
    }
  }

  async function answer(
    asked: Parameters<Suggester['suggest']>[0],
    signal: AbortSignal,
  ): Promise<Answer> {
    const settings = await parts.settings()
    if (isRefused(asked.document, settings)) return NOTHING
    const deadline = withTimeout(signal, settings.gateway.timeoutMs)
    try {
      const suggestion = await parts.suggester.suggest(asked, settings, deadline.signal)
      const { uri } = asked.document
      if (!suggestion?.text) {
        parts.feedback.over(uri)
        return NOTHING
      }
      if (!signal.aborted) parts.feedback.given(uri, suggestion.id)
      return { items: [itemFor(asked, suggestion, settings)] }
    } catch (error) {
      if (signal.aborted) return new ResponseError(LSPErrorCodes.RequestCancelled, 'superseded')
      // The editor is never bothered by a failed suggestion.
      parts.log(problemOf(error, deadline.signal.aborted))
      return NOTHING
    } finally {
      deadline.clear()
    }
  }

  function isRefused(document: OpenDocument, settings: Settings): boolean {
    const refusal = parts.refusal(document, settings)
    if (refusal !== told.get(document)) {
      told.set(document, refusal)
      if (refusal) parts.log(`no suggestions here: ${REFUSALS[refusal]}`)
    }
    return refusal !== undefined
  }
}

const itemFor = (
  { cursor, typed }: { cursor: Position; typed: string },
  { id, text, source, model }: GatewaySuggestion,
  { feedback, gateway }: Settings,
): InlineCompletionItem & { data: SuggestionData } => ({
  insertText: typed + text,
  range: { start: cursor, end: cursor },
  data: { id, source, model },
  ...(feedback.enabled && gateway.url && id
    ? {
        command: {
          title: 'Suggestion accepted',
          command: ACCEPTED_COMMAND,
          arguments: [id, text.length],
        },
      }
    : {}),
})

function placeAt(
  { context, position }: InlineCompletionParams,
  { text }: OpenDocument,
): Parameters<typeof isWorthAsking>[0] {
  const end = { line: position.line, character: Number.MAX_SAFE_INTEGER }
  return {
    textChars: text.getText().length,
    restOfLine: text.getText({ start: position, end }),
    hasSelection: context?.selectedCompletionInfo !== undefined,
  }
}

/**
 * The part of the completion widget's text that is not typed yet; empty without a widget, undefined when the
 * widget would replace what stands there with something else. Some clients send the range as an array.
 */
function typedByWidget(
  { context, position }: InlineCompletionParams,
  { text }: OpenDocument,
): string | undefined {
  const selected = context?.selectedCompletionInfo
  if (!selected) return ''
  const start = Array.isArray(selected.range) ? selected.range[0] : selected.range?.start
  const replaced = text.getText({ start, end: position })
  return selected.text.startsWith(replaced) ? selected.text.slice(replaced.length) : undefined
}

/** Aborts with the outer signal or after a time; `clear` ends both. */
function withTimeout(outer: AbortSignal, ms: number) {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, ms)
  outer.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      outer.removeEventListener('abort', abort)
    },
  }
}

function problemOf(error: unknown, isLate: boolean): string {
  if (isLate) return 'no suggestion: the gateway took too long'
  if (error instanceof GatewayFailure) return `no suggestion: ${error.message}`
  return `no suggestion: ${error instanceof Error ? error.stack : String(error)}`
}
