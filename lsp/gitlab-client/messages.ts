// The messages of GitLab's language server that its clients know, as far as code suggestions go.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'

/** Editors run it when a suggestion was accepted: `[id, which of them, from 1]`. They have it themselves, too. */
export const GITLAB_ACCEPTED = 'gitlab.ls.codeSuggestionAccepted'
/** A client that streams runs it: `[stream id, suggestion id]`. */
export const GITLAB_START_STREAMING = 'gitlab.ls.startStreaming'

export const STREAM_RESPONSE = 'streamingCompletionResponse'
export const CANCEL_STREAMING = 'cancelStreaming'
export const TELEMETRY = '$/gitlab/telemetry'
export const ACTIVE_DOCUMENT = '$/gitlab/didChangeDocumentInActiveEditor'
export const TOKEN_CHECK = '$/gitlab/token/check'
export const FEATURE_STATE = '$/gitlab/featureStateChange'
export const API_ERROR = '$/gitlab/api/error'
export const API_RECOVERED = '$/gitlab/api/recovered'
export const VALIDATE = '$/gitlab/validateConfiguration'

const checkTelemetry = checker(
  Type.Object({
    category: Type.Literal('code_suggestions'),
    action: Type.String(),
    context: Type.Object({ trackingId: Type.String() }),
  }),
)
const checkCancel = checker(Type.Object({ id: Type.String() }))
const checkDocument = checker(Type.Object({ uri: Type.String() }))

/** What became of a suggestion; undefined: about something else. */
export function telemetryIn(params: unknown): { action: string; id: string } | undefined {
  const { value } = checkTelemetry(params)
  return value && { action: value.action, id: value.context.trackingId }
}

export const streamIdIn = (params: unknown): string | undefined => checkCancel(params).value?.id

/** Sent as a URI, as a list with one, or as a whole document. */
export function documentUriIn(params: unknown): string | undefined {
  const [first] = Array.isArray(params) ? params : [params]
  return typeof first === 'string' ? first : checkDocument(first).value?.uri
}
