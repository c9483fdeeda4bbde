// Own models in NVIDIA Triton, served by TensorRT-LLM: the generate extension with the inputs of its `ensemble`.
// https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_generate.md and
// tensorrtllm_backend, all_models/inflight_batcher_llm/ensemble/config.pbtxt; read 2026-11-21.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { rootOf } from './base-url.ts'
import { textOf } from './nearest-form.ts'
import { oneChoice } from './one-choice.ts'
import { bearer } from './openai.ts'
import type { ModelChunk, Provider } from './provider.ts'

const readPiece = checker(Type.Object({ text_output: Type.String() }))

const readIndex = checker(Type.Array(Type.Object({ name: Type.String() })))

/**
 * Triton says neither why nor that it ends: a stream is whole when its connection ends in order, so that any piece
 * may be the last. Nor does it count tokens.
 */
function piece(json: unknown): ModelChunk | undefined {
  const { value } = readPiece(json)
  return value && { text: value.text_output, finishReason: 'stop' }
}

export const TRITON: Provider = {
  framing: 'events',
  endsSilently: true,
  forms: ['text'],
  url: ({ baseUrl, model }, { stream }) =>
    `${rootOf(baseUrl)}/v2/models/${encodeURIComponent(model)}/${stream ? 'generate_stream' : 'generate'}`,
  headers: bearer,
  // docs/protocol/extension_model_repository.md: names alone, for models that are loaded or could be.
  listing: {
    url: ({ baseUrl }) => `${rootOf(baseUrl)}/v2/repository/index`,
    isPost: true,
    names: (json) => readIndex(json).value?.map(({ name }) => name),
  },
  body: (prompt, { maxTokens, temperature, stream }) => ({
    text_input: textOf(prompt),
    max_tokens: maxTokens,
    temperature,
    ...(prompt.stop.length > 0 ? { stop_words: prompt.stop } : {}),
    stream,
    // Else the answer begins with the prompt. Older models know it as a setting of theirs only, and ignore it here.
    exclude_input_in_output: true,
  }),
  ...oneChoice(piece),
}
