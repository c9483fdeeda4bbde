import type { FastifyRequest } from 'fastify'
import type { CompletionsAnswer } from '../../protocol/index.ts'
import { EMBEDDED_MODEL } from '../embedded.ts'
import { flagsOf } from '../feature-flags.ts'
import { CHARS_PER_TOKEN } from '../prompts/window.ts'
import type { Suggestion, SuggestionRequest } from '../suggestion.ts'
import { choicesOf, nowSeconds } from './request.ts'

/** A suggestion in the words of `/v2` answers. */
export const textCompletion = (
  suggestion: Suggestion,
  asked: SuggestionRequest,
  request: FastifyRequest,
): CompletionsAnswer => ({
  id: suggestion.id,
  model: {
    engine: suggestion.model.engine,
    name: suggestion.model.name,
    lang: asked.lang,
    tokens_consumption_metadata: tokenCounts(suggestion, asked),
    region: request.server.region,
  },
  experiments: [],
  object: 'text_completion',
  created: nowSeconds(),
  choices: choicesOf(suggestion.choices),
  metadata: { enabled_feature_flags: flagsOf(request) },
})

/** Clients expect counts with every completion of a model, and none with a generation. */
function tokenCounts({ usage, choices, model }: Suggestion, asked: SuggestionRequest) {
  const isCounted = asked.kind === 'completion' && model.engine !== EMBEDDED_MODEL.engine
  if (!isCounted || choices.length === 0) return null
  return {
    input_tokens: usage?.inputTokens || estimatedTokens(asked, model.promptChars),
    output_tokens: usage?.outputTokens ?? 0,
    max_output_tokens_used: choices.some((choice) => choice.finishReason === 'length'),
    context_tokens_sent: 0,
    context_tokens_used: 0,
  }
}

/** Where the model server does not count, as GitLab's gateway does. Nothing else here relies on it. */
function estimatedTokens({ prefix, suffix, snippets }: SuggestionRequest, promptChars = Infinity) {
  const chars = snippets.reduce((sum, { content }) => sum + content.length, prefix.length)
  return Math.ceil(Math.min(chars + suffix.length, promptChars) / CHARS_PER_TOKEN)
}
