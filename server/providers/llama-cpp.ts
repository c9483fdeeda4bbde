// llama.cpp's server: /infill and /completion in its own words, chats in OpenAI's.
// https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md, read 2026-11-21.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Prompt, PromptForm } from '../prompts/prompt.ts'
import { rootOf } from './base-url.ts'
import { finishOf } from './finish-reason.ts'
import { textOf } from './nearest-form.ts'
import { oneChoice } from './one-choice.ts'
import { bearer, chatBody, idsBelow, OPENAI } from './openai.ts'
import type { ModelChunk, ModelParameters, Provider } from './provider.ts'

const PATHS: Record<PromptForm, string> = {
  gap: '/infill',
  text: '/completion',
  chat: '/v1/chat/completions',
}

const Wire = Type.Object({
  content: Type.String(),
  stop: Type.Boolean(),
  stop_type: Type.Optional(Type.String()),
  /** Servers before December 2024 say it so. */
  stopped_limit: Type.Optional(Type.Boolean()),
  tokens_evaluated: Type.Optional(Type.Number()),
  tokens_predicted: Type.Optional(Type.Number()),
})
const readWire = checker(Wire)
/** All that is read: unasked, the last event repeats the prompt and every setting. */
const FIELDS = Object.keys(Wire.properties)

function piece(json: unknown): ModelChunk | undefined {
  const { value } = readWire(json)
  if (!value) return undefined
  if (!value.stop) return { text: value.content }
  return {
    text: value.content,
    finishReason: finishOf(value.stopped_limit ? 'limit' : value.stop_type),
    usage: {
      inputTokens: value.tokens_evaluated ?? 0,
      outputTokens: value.tokens_predicted ?? 0,
    },
  }
}

const native = oneChoice(piece)

const nativeBody = (prompt: Prompt, parameters: ModelParameters) => ({
  ...(prompt.form === 'gap'
    ? { input_prefix: prompt.prefix, input_suffix: prompt.suffix }
    : { prompt: textOf(prompt) }),
  model: parameters.model,
  n_predict: parameters.maxTokens,
  temperature: parameters.temperature,
  ...(prompt.stop.length > 0 ? { stop: prompt.stop } : {}),
  stream: parameters.stream,
  // What the last key left in the slot is not read again.
  cache_prompt: true,
  response_fields: FIELDS,
})

/** It gives one choice, and answers 500 when a chat asks for more. */
export const LLAMA_CPP: Provider = {
  framing: 'events',
  forms: ['gap', 'text', 'chat'],
  url: ({ baseUrl }, { form }) => rootOf(baseUrl) + PATHS[form],
  headers: bearer,
  listing: idsBelow(({ baseUrl }) => `${rootOf(baseUrl)}/v1`),
  body: (prompt, parameters) =>
    prompt.form === 'chat'
      ? chatBody(prompt, { ...parameters, choices: 1 })
      : nativeBody(prompt, parameters),
  answer: (json) => native.answer(json) ?? OPENAI.answer(json),
  chunk: (data, event) => native.chunk(data) ?? OPENAI.chunk(data, event),
}
