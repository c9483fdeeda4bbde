// `POST /v4/code/suggestions`: completion or generation, as JSON or as server-sent events.
import Type, { type Static, type TSchema } from 'typebox'
import {
  ChatMessage,
  ContextItem,
  Flag,
  MAX_NAME_CHARS,
  nullable,
  optional,
  WholeNumber,
} from './shapes.ts'

export const MAX_COMPONENTS = 100

const ComponentMetadata = Type.Object({
  source: Type.String({ maxLength: MAX_NAME_CHARS }),
  version: Type.String({ maxLength: MAX_NAME_CHARS }),
})

const EDITOR_PAYLOAD = {
  file_name: Type.String({ maxLength: MAX_NAME_CHARS }),
  /** GitLab sends null for nothing, and never leaves it out. */
  content_above_cursor: nullable(Type.String()),
  content_below_cursor: optional(Type.String()),
  language_identifier: optional(Type.String({ maxLength: MAX_NAME_CHARS })),
  model_provider: optional(Type.Enum(['vertex-ai', 'anthropic', 'amazon_q'])),
  model_name: optional(Type.String()),
  stream: optional(Flag),
}

const CompletionComponent = Type.Object({
  type: Type.Literal('code_editor_completion'),
  payload: Type.Object({
    ...EDITOR_PAYLOAD,
    choices_count: optional(WholeNumber),
    prompt: optional(Type.Union([Type.String(), Type.Array(ChatMessage)])),
  }),
  metadata: optional(ComponentMetadata),
})

/** GitLab writes an empty list as an empty text now and then. */
const listOrText = <T extends TSchema>(item: T) =>
  optional(Type.Union([Type.Array(item), Type.String()]))

const PromptEnhancer = Type.Object({
  trimmed_content_above_cursor: optional(Type.String()),
  trimmed_content_below_cursor: optional(Type.String()),
  examples_array: listOrText(
    Type.Object({ example: optional(Type.String()), response: optional(Type.String()) }),
  ),
  related_files: listOrText(Type.String()),
  related_snippets: listOrText(Type.String()),
  libraries: listOrText(Type.String()),
  user_instruction: optional(Type.String()),
})
export type PromptEnhancer = Static<typeof PromptEnhancer>

const GenerationComponent = Type.Object({
  type: Type.Literal('code_editor_generation'),
  payload: Type.Object({
    ...EDITOR_PAYLOAD,
    prompt: optional(Type.String()),
    prompt_id: optional(Type.String()),
    prompt_version: optional(Type.String()),
    prompt_enhancer: optional(PromptEnhancer),
  }),
  metadata: optional(ComponentMetadata),
})

const ContextComponent = Type.Object({
  type: Type.Literal('code_context'),
  payload: ContextItem,
  metadata: optional(ComponentMetadata),
})

/** A model named in the request. */
export const ModelMetadata = Type.Object({
  provider: optional(Type.String()),
  name: optional(Type.String({ description: 'The model family, e.g. codestral.' })),
  endpoint: optional(Type.String()),
  api_key: optional(Type.String()),
  identifier: optional(Type.String()),
})
export type ModelMetadata = Static<typeof ModelMetadata>

/** The body of `/v3/code/completions` and `/v4/code/suggestions`. The first editor component says what is asked. */
export const SuggestionsBody = Type.Object({
  prompt_components: Type.Array(
    Type.Union([CompletionComponent, GenerationComponent, ContextComponent]),
    { minItems: 1, maxItems: MAX_COMPONENTS },
  ),
  context: optional(Type.Array(ContextItem)),
  model_metadata: optional(ModelMetadata),
})
export type SuggestionsBody = Static<typeof SuggestionsBody>

const AnsweringModel = Type.Object({
  engine: Type.String(),
  name: Type.String(),
  lang: Type.Optional(Type.String()),
})

const AnswerMetadata = Type.Object({
  model: AnsweringModel,
  timestamp: Type.Integer({ description: 'Seconds since 1970.' }),
  enabled_feature_flags: Type.Array(Type.String()),
  region: nullable(Type.String()),
})
export type AnswerMetadata = Static<typeof AnswerMetadata>

/** The answer of `/v3/code/completions` and `/v4/code/suggestions` when no stream was asked for. */
export const SuggestionsAnswer = Type.Object({
  id: Type.String(),
  choices: Type.Array(
    Type.Object({ text: Type.String(), index: Type.Integer(), finish_reason: Type.String() }),
  ),
  metadata: AnswerMetadata,
  model: AnsweringModel,
})
export type SuggestionsAnswer = Static<typeof SuggestionsAnswer>

/** Data of the event `stream_start`. */
export const StreamStart = Type.Object({
  /** Absent in streams of GitLab's own gateway. */
  id: Type.Optional(Type.String()),
  metadata: AnswerMetadata,
  /** Most characters of prefix, suffix and context together that the model is shown; absent where it is not known. */
  prompt_chars: Type.Optional(Type.Integer({ minimum: 1 })),
})
/** Data of the event `content_chunk`. */
export const ContentChunk = Type.Object({
  choices: Type.Array(
    Type.Object({ delta: Type.Object({ content: Type.String() }), index: Type.Integer() }),
  ),
})
/** Data of the event `error`: the stream broke, and what has arrived is not the whole answer. */
export const StreamError = Type.Object({ code: Type.String(), message: Type.String() })
