// `POST /v2/code/completions`: one suggestion for a file cut at the cursor.
import Type, { type Static } from 'typebox'
import {
  ContextItem,
  Flag,
  IdNumber,
  MAX_NAME_CHARS,
  nullable,
  optional,
  WholeNumber,
} from './shapes.ts'

export const MAX_CONTEXT_ITEMS = 100
/** Most alternatives in one answer; more is answered with this many. */
export const MAX_CHOICES = 4

const CurrentFile = Type.Object({
  file_name: Type.String({ maxLength: MAX_NAME_CHARS, description: 'Path or name of the file.' }),
  language_identifier: optional(
    Type.String({ maxLength: MAX_NAME_CHARS, description: "The editor's language id." }),
  ),
  content_above_cursor: Type.String({ description: 'The text before the cursor.' }),
  content_below_cursor: optional(Type.String({ description: 'The text after the cursor.' })),
})

/** Providers that GitLab names, and those of self-hosted models; any other is a mistake of the caller. */
const Provider = Type.Enum([
  'anthropic',
  'vertex-ai',
  'litellm',
  'codestral',
  'fireworks_ai',
  'amazon_q',
  'gitlab',
  'openai',
  'custom_openai',
  'text-completion-openai',
])

const SHARED_MEMBERS = {
  current_file: CurrentFile,
  stream: optional(Flag),
  context: optional(
    Type.Array(ContextItem, {
      maxItems: MAX_CONTEXT_ITEMS,
      description: 'Pieces of other places that help, the most valuable first.',
    }),
  ),
  project_path: optional(Type.String({ maxLength: MAX_NAME_CHARS })),
  project_id: optional(IdNumber),
  telemetry: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 10 })),
  model_provider: optional(Provider),
  model_name: optional(
    Type.String({ maxLength: 50, description: 'The model family, e.g. codestral.' }),
  ),
  model_endpoint: optional(Type.String({ description: 'URL of an OpenAI-compatible server.' })),
  model_api_key: optional(Type.String()),
  model_identifier: optional(Type.String({ description: 'custom_openai/<served model>.' })),
}

/** Its form hangs on the version: prompt-forms.ts. */
const Prompt = Type.Unknown({
  description:
    'Version 1: not read. Version 2: a text, the words of the user, or without prompt_id the whole prompt. Version 3: a list of messages, each with `role` and `content`.',
})

const PromptVersion = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)], {
  description: 'Accepted for compatibility: the gateway always builds the prompt itself.',
})

/** The body of `/v2/code/completions`. Members that are not listed are ignored. */
export const CompletionsBody = Type.Object({
  prompt_version: PromptVersion,
  ...SHARED_MEMBERS,
  choices_count: optional(WholeNumber),
  prompt: Type.Optional(Prompt),
})
export type CompletionsBody = Static<typeof CompletionsBody>

/** The body of `/v2/code/generations`. */
export const GenerationsBody = Type.Object({
  prompt_version: PromptVersion,
  ...SHARED_MEMBERS,
  prompt: Type.Optional(Prompt),
  prompt_id: optional(Type.String()),
  agent_id: optional(Type.String({ description: "GitLab 17.4's name for prompt_id." })),
})
export type GenerationsBody = Static<typeof GenerationsBody>

const Choice = Type.Object({
  text: Type.String(),
  index: Type.Integer(),
  finish_reason: Type.String(),
})

const TokenCounts = Type.Object({
  input_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  max_output_tokens_used: Type.Boolean(),
  context_tokens_sent: Type.Integer(),
  context_tokens_used: Type.Integer(),
})
export type TokenCounts = Static<typeof TokenCounts>

/** The answer of `/v2/code/completions`; `choices` is empty when there is nothing to suggest. */
export const CompletionsAnswer = Type.Object({
  id: Type.String(),
  model: Type.Object({
    engine: Type.String(),
    name: Type.String(),
    lang: Type.String(),
    tokens_consumption_metadata: nullable(TokenCounts),
    region: Type.Optional(Type.String()),
  }),
  experiments: Type.Array(Type.Unknown()),
  object: Type.Literal('text_completion'),
  created: Type.Integer({ description: 'Seconds since 1970.' }),
  choices: Type.Array(Choice),
  metadata: Type.Object({ enabled_feature_flags: Type.Array(Type.String()) }),
})
export type CompletionsAnswer = Static<typeof CompletionsAnswer>
