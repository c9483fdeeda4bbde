// Ollama's own API: /api/generate and /api/chat, streamed as one JSON object a line.
// https://github.com/ollama/ollama/blob/main/docs/api.md, read 2026-11-21.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { rootOf } from './base-url.ts'
import { finishOf } from './finish-reason.ts'
import { oneChoice } from './one-choice.ts'
import { bearer } from './openai.ts'
import type { ModelChunk, Provider } from './provider.ts'

/** Ollama unloads a model after 5 idle minutes, and the next key then waits for gigabytes to load: bridge a meeting. */
const KEEP_ALIVE = '1h'

/** Texts are `response`, chats `message`; an error has neither `done`. */
const readPiece = checker(
  Type.Object({
    response: Type.Optional(Type.String()),
    message: Type.Optional(Type.Object({ content: Type.String() })),
    done: Type.Boolean(),
    done_reason: Type.Optional(Type.String()),
    prompt_eval_count: Type.Optional(Type.Number()),
    eval_count: Type.Optional(Type.Number()),
  }),
)

function piece(json: unknown): ModelChunk | undefined {
  const { value } = readPiece(json)
  if (!value) return undefined
  const text = value.response ?? value.message?.content ?? ''
  if (!value.done) return { text }
  return {
    text,
    finishReason: finishOf(value.done_reason),
    usage: { inputTokens: value.prompt_eval_count ?? 0, outputTokens: value.eval_count ?? 0 },
  }
}

const readTags = checker(Type.Object({ models: Type.Array(Type.Object({ name: Type.String() })) }))

function asked(prompt: Prompt): Record<string, unknown> {
  // Nobody waits for a model to think aloud beside the cursor. Models that cannot think accept it (ollama#12555).
  if (prompt.form === 'chat') return { messages: prompt.messages, think: false }
  if (prompt.form === 'text') return { prompt: prompt.text, raw: true }
  // An empty suffix counts as none, and the prefix would be put into the template of a chat.
  if (prompt.suffix === '') return { prompt: prompt.prefix, raw: true }
  return { prompt: prompt.prefix, suffix: prompt.suffix }
}

/**
 * A gap needs a model whose template has a place for the suffix: others answer 400 "does not support insert".
 * `raw` keeps the template away from text that has its markers already.
 */
export const OLLAMA: Provider = {
  framing: 'lines',
  forms: ['gap', 'text', 'chat'],
  sizesContext: true,
  url: ({ baseUrl }, { form }) =>
    rootOf(baseUrl) + (form === 'chat' ? '/api/chat' : '/api/generate'),
  headers: bearer,
  listing: {
    url: ({ baseUrl }) => `${rootOf(baseUrl)}/api/tags`,
    names: (json) => readTags(json).value?.models.map(({ name }) => name),
  },
  body: (prompt, { model, maxTokens, temperature, stream, contextTokens }) => ({
    model,
    ...asked(prompt),
    stream,
    keep_alive: KEEP_ALIVE,
    options: {
      num_predict: maxTokens,
      temperature,
      num_ctx: contextTokens,
      ...(prompt.stop.length > 0 ? { stop: prompt.stop } : {}),
    },
  }),
  ...oneChoice(piece),
}
