import type { FinishReason } from '../suggestion.ts'

/** The words of all dialects for an answer that is not whole: too long, filtered, or broken inside the server. */
const CUT = new Set([
  'length', // OpenAI, Mistral, Ollama.
  'limit', // llama.cpp.
  'max_tokens', // Anthropic.
  'model_length', // Mistral: the context window is full.
  'model_context_window_exceeded', // Anthropic.
  'content_filter', // OpenAI, Azure.
  'content_filtered', // Bedrock.
  'guardrail_intervened', // Bedrock.
  'refusal', // Anthropic.
  'error', // Mistral.
  'abort', // vLLM, SGLang: the server gave it up.
])

export const finishOf = (reason: string | null | undefined): FinishReason =>
  reason && CUT.has(reason) ? 'length' : 'stop'
