import type { CompletionsAnswer } from '../../protocol/index.ts'
import type { Suggestion } from '../suggestion.ts'
import { choicesOf, nowSeconds, REGION } from './request.ts'

/** A suggestion in the words of `/v2` answers. */
export const textCompletion = (
  suggestion: Suggestion,
  lang: string,
  flags: string[],
): CompletionsAnswer => ({
  id: suggestion.id,
  model: {
    engine: suggestion.model.engine,
    name: suggestion.model.name,
    lang,
    tokens_consumption_metadata: tokenCounts(suggestion),
    region: REGION,
  },
  experiments: [],
  object: 'text_completion',
  created: nowSeconds(),
  choices: choicesOf(suggestion.choices),
  metadata: { enabled_feature_flags: flags },
})

/** Only what the model server counted: an estimate would look like a fact. */
function tokenCounts({ usage, choices }: Suggestion) {
  if (!usage || choices.length === 0) return null
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    max_output_tokens_used: choices.some((choice) => choice.finishReason === 'length'),
    context_tokens_sent: 0,
    context_tokens_used: 0,
  }
}
