// Anthropic's messages.
// github.com/anthropics/anthropic-sdk-typescript, src/resources/messages/messages.ts, read 2026-11-21.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Usage } from '../suggestion.ts'
import { rootOf } from './base-url.ts'
import { finishOf } from './finish-reason.ts'
import { messagesOf } from './nearest-form.ts'
import { idsBelow } from './openai.ts'
import { parseJson } from './parse-json.ts'
import type { ModelAnswer, ModelChunk, Provider } from './provider.ts'

const VERSION = '2023-06-01'

/** A `message_delta` may have null for what only its `message_start` counts. */
const Count = Type.Optional(Type.Union([Type.Number(), Type.Null()]))
const WireUsage = Type.Object({ input_tokens: Count, output_tokens: Count })
const StopReason = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const readMessage = checker(
  Type.Object({
    content: Type.Array(Type.Object({ text: Type.Optional(Type.String()) })),
    stop_reason: StopReason,
    usage: WireUsage,
  }),
)
/** Events of types that are yet to be invented are to be passed over, and so all but the type is optional. */
const readEvent = checker(
  Type.Object({
    type: Type.String(),
    message: Type.Optional(Type.Object({ usage: WireUsage })),
    delta: Type.Optional(
      Type.Object({ text: Type.Optional(Type.String()), stop_reason: StopReason }),
    ),
    usage: Type.Optional(WireUsage),
  }),
)

const usageOf = (usage: Static<typeof WireUsage>): Usage => ({
  inputTokens: usage.input_tokens ?? 0,
  outputTokens: usage.output_tokens ?? 0,
})

function answer(json: unknown): ModelAnswer | undefined {
  const { value } = readMessage(json)
  if (!value) return undefined
  const text = value.content.map((block) => block.text ?? '').join('')
  return {
    choices: [{ text, finishReason: finishOf(value.stop_reason) }],
    usage: usageOf(value.usage),
  }
}

/** `message_start` counts what went in, `message_delta` what came out. */
function chunk(data: string): ModelChunk | 'done' | undefined {
  const { value } = readEvent(parseJson(data))
  if (!value || value.type === 'error') return undefined
  if (value.type === 'message_stop') return 'done'
  const { delta, usage = value.message?.usage } = value
  return {
    text: delta?.text ?? '',
    ...(delta?.stop_reason ? { finishReason: finishOf(delta.stop_reason) } : {}),
    ...(usage ? { usage: usageOf(usage) } : {}),
  }
}

function asked(prompt: Prompt): Record<string, unknown> {
  const messages = messagesOf(prompt)
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  // One of blanks alone would be refused with the whole request.
  const stop = prompt.stop.filter((text) => text.trim() !== '')
  return {
    ...(system.length > 0 ? { system: system.join('\n\n') } : {}),
    messages: messages.filter(({ role }) => role !== 'system'),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
  }
}

export const ANTHROPIC: Provider = {
  framing: 'events',
  forms: ['chat'],
  url: ({ baseUrl }) => `${rootOf(baseUrl)}/v1/messages`,
  headers: ({ apiKey }) => ({
    'anthropic-version': VERSION,
    ...(apiKey ? { 'x-api-key': apiKey } : {}),
  }),
  listing: idsBelow(({ baseUrl }) => `${rootOf(baseUrl)}/v1`),
  body: (prompt, { model, maxTokens, temperature, stream }) => ({
    model,
    ...asked(prompt),
    max_tokens: maxTokens,
    temperature,
    stream,
  }),
  answer,
  chunk,
}
