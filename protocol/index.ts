export { ChatAgentBody, ChatPromptBody } from './chat.ts'
export {
  CompletionsAnswer,
  CompletionsBody,
  GenerationsBody,
  MAX_CHOICES,
  MAX_CONTEXT_ITEMS,
  type TokenCounts,
} from './completions.ts'
export { ERROR_STATUS, type ErrorCode, GatewayError, type Problem } from './errors.ts'
export {
  FeedbackAnswer,
  FeedbackBody,
  FeedbackEvent,
  MAX_FEEDBACK_EVENTS,
} from './feedback.ts'
export { FimAnswer, FimBody, FimChunk, MAX_STOPS } from './fim.ts'
export {
  GENERATE_REQUEST,
  type GenerateAnswer,
  type GeneratedPiece,
  GenerateParams,
} from './generate.ts'
export {
  ACCEPTED_COMMAND,
  SETTINGS_SECTION,
  type SuggestionData,
  type SuggestionEvidence,
  type SuggestionSource,
} from './messages.ts'
export { distance, nearestName } from './nearest-name.ts'
export { directHosts, type IsDirect } from './no-proxy.ts'
export { type GivenPrompt, optionalPromptIn, promptIn } from './prompt-forms.ts'
export { PromptBody } from './prompts.ts'
export { isOn } from './shapes.ts'
export {
  encodeContentChunk,
  encodeData,
  encodeEvent,
  type ServerSentEvent,
  sseDecoder,
} from './sse.ts'
export {
  DID_FOCUS,
  type EditorStatus,
  FocusParams,
  MORE_TO_SHOW_NOTIFICATION,
  type MoreToShowParams,
  SNOOZE_COMMAND,
  STATUS_NOTIFICATION,
  WHY_REQUEST,
  type WhyAnswer,
  WhyParams,
} from './status.ts'
export {
  type AnswerMetadata,
  ContentChunk,
  MAX_COMPONENTS,
  ModelMetadata,
  type PromptEnhancer,
  StreamError,
  StreamStart,
  SuggestionsAnswer,
  SuggestionsBody,
} from './suggestions.ts'
export { systemReason } from './system-reason.ts'
export { type Checked, checker } from './validate.ts'
export { VERSION } from './version.ts'
