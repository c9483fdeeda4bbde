// What GitLab's collectors are told of a suggestion, in GitLab's own schemas: an event that does not fit is not sent.
import Type, { type Static } from 'typebox'
import { checker, VERSION } from '../../protocol/index.ts'
import type { GatewaySuggestion, Question } from '../gateway-wire.ts'

const text = (maxLength: number) => Type.Union([Type.String({ maxLength }), Type.Null()])
const count = (maximum: number) => Type.Union([Type.Integer({ minimum: 0, maximum }), Type.Null()])
const flag = Type.Union([Type.Boolean(), Type.Null()])
const COUNT = 2_147_483_647
const BYTES = Number.MAX_SAFE_INTEGER

/** `com.gitlab/code_suggestions_context` 3-5-0; read in GitLab's language server 7.9. */
const SuggestionContext = Type.Object(
  {
    gitlab_realm: Type.Enum(['self-managed', 'saas']),
    gitlab_host_name: text(255),
    gitlab_instance_id: text(255),
    gitlab_instance_version: text(32),
    gitlab_global_user_id: text(64),
    language: text(32),
    model_name: text(64),
    prefix_length: count(COUNT),
    suffix_length: count(COUNT),
    suggestion_source: Type.Enum(['cache', 'network']),
    api_status_code: count(599),
    is_streaming: flag,
    is_invoked: flag,
    options_count: count(COUNT),
    has_advanced_context: flag,
    is_direct_connection: flag,
    total_context_size_bytes: count(BYTES),
    content_above_cursor_size_bytes: count(BYTES),
    content_below_cursor_size_bytes: count(BYTES),
  },
  { additionalProperties: false },
)
export type SuggestionContext = Static<typeof SuggestionContext>

/** `com.gitlab/ide_extension_version` 1-1-0. */
const EditorContext = Type.Object({
  ide_name: text(32),
  ide_version: text(32),
  ide_vendor: text(32),
  extension_name: text(32),
  extension_version: text(32),
  language_server_version: text(32),
})

/** Who asks, as far as the editor told. */
export interface EditorNames {
  ide?: { name?: string; version?: string; vendor?: string } | undefined
  extension?: { name?: string; version?: string } | undefined
}

/** Of the instance, as far as it is known. */
export type InstanceFacts = Pick<
  SuggestionContext,
  | 'gitlab_realm'
  | 'gitlab_host_name'
  | 'gitlab_instance_id'
  | 'gitlab_instance_version'
  | 'gitlab_global_user_id'
>

export interface Call {
  isStreaming: boolean
  isDirect: boolean
  /** Of the answer; null: there was none. */
  status: number | null
}

export function suggestionContext(
  facts: InstanceFacts,
  { languageId, prefix, suffix, snippets, choices = 1 }: Question,
  { isStreaming, isDirect, status, suggestion }: Call & { suggestion?: GatewaySuggestion },
): SuggestionContext {
  const contents = snippets.map(({ content }) => Buffer.byteLength(content))
  const texts = suggestion?.text ? 1 + (suggestion.alternatives?.length ?? 0) : 0
  return {
    ...facts,
    language: languageId.slice(0, 32),
    model_name: suggestion?.model ? suggestion.model.slice(0, 64) : null,
    prefix_length: prefix.length,
    suffix_length: suffix.length,
    suggestion_source: 'network',
    api_status_code: status,
    is_streaming: isStreaming,
    is_invoked: choices > 1,
    options_count: suggestion ? texts : null,
    has_advanced_context: snippets.length > 0,
    is_direct_connection: isDirect,
    total_context_size_bytes: contents.reduce((sum, bytes) => sum + bytes, 0),
    content_above_cursor_size_bytes: Buffer.byteLength(prefix),
    content_below_cursor_size_bytes: Buffer.byteLength(suffix),
  }
}

const isSuggestion = checker(SuggestionContext)
const isEditor = checker(EditorContext)

/** Undefined: it does not fit GitLab's schemas. */
export function contextsOf(
  { ide, extension }: EditorNames,
  suggestion: SuggestionContext,
): object | undefined {
  const editor = {
    ide_name: ide?.name ?? null,
    ide_version: ide?.version ?? null,
    ide_vendor: ide?.vendor ?? null,
    extension_name: extension?.name ?? null,
    extension_version: extension?.version ?? null,
    language_server_version: VERSION,
  }
  if (isSuggestion(suggestion).problems || isEditor(editor).problems) return undefined
  return {
    schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0',
    data: [
      { schema: 'iglu:com.gitlab/ide_extension_version/jsonschema/1-1-0', data: editor },
      { schema: 'iglu:com.gitlab/code_suggestions_context/jsonschema/3-5-0', data: suggestion },
    ],
  }
}
