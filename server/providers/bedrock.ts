// Amazon Bedrock's Converse, which is the same for every model there.
// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html and …_ConverseStream.html, read 2026-11-21.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Usage } from '../suggestion.ts'
import { finishOf } from './finish-reason.ts'
import { messagesOf } from './nearest-form.ts'
import { parseJson } from './parse-json.ts'
import type { ModelAnswer, ModelChunk, Provider } from './provider.ts'

const WireUsage = Type.Object({ inputTokens: Type.Number(), outputTokens: Type.Number() })
const readAnswer = checker(
  Type.Object({
    output: Type.Object({
      message: Type.Object({
        content: Type.Array(Type.Object({ text: Type.Optional(Type.String()) })),
      }),
    }),
    stopReason: Type.String(),
    usage: WireUsage,
  }),
)
/** Of whichever event; a delta that is no text, as of a model that reasons, has none. */
const readEvent = checker(
  Type.Object({
    delta: Type.Optional(Type.Object({ text: Type.Optional(Type.String()) })),
    stopReason: Type.Optional(Type.String()),
    usage: Type.Optional(WireUsage),
  }),
)

const usageOf = ({ inputTokens, outputTokens }: Static<typeof WireUsage>): Usage => ({
  inputTokens,
  outputTokens,
})

function answer(json: unknown): ModelAnswer | undefined {
  const { value } = readAnswer(json)
  if (!value) return undefined
  const text = value.output.message.content.map((block) => block.text ?? '').join('')
  return {
    choices: [{ text, finishReason: finishOf(value.stopReason) }],
    usage: usageOf(value.usage),
  }
}

/** The last event counts; then the connection ends. An exception comes as an event of that name. */
function chunk(data: string, event: string): ModelChunk | undefined {
  const { value } = readEvent(parseJson(data))
  if (!value || /exception$/i.test(event)) return undefined
  const { delta, stopReason, usage } = value
  return {
    text: delta?.text ?? '',
    ...(stopReason ? { finishReason: finishOf(stopReason) } : {}),
    ...(usage ? { usage: usageOf(usage) } : {}),
  }
}

/** One of blanks alone would be refused with the whole request, and so would more than four. */
const MAX_STOPS = 4
const stopsOf = ({ stop }: Prompt): string[] =>
  stop.filter((text) => text.trim() !== '').slice(0, MAX_STOPS)

export const BEDROCK: Provider = {
  cloud: 'aws',
  framing: 'aws-events',
  forms: ['chat'],
  url: ({ baseUrl, model }, { stream }) =>
    `${baseUrl}/model/${encodeURIComponent(model)}/${stream ? 'converse-stream' : 'converse'}`,
  headers: () => ({}),
  body: (prompt, { maxTokens, temperature }) => {
    const messages = messagesOf(prompt)
    const stopSequences = stopsOf(prompt)
    const system = messages.filter(({ role }) => role === 'system')
    return {
      ...(system.length > 0 ? { system: system.map(({ content: text }) => ({ text })) } : {}),
      messages: messages
        .filter(({ role }) => role !== 'system')
        .map(({ role, content: text }) => ({ role, content: [{ text }] })),
      inferenceConfig: {
        maxTokens,
        temperature,
        ...(stopSequences.length > 0 ? { stopSequences } : {}),
      },
    }
  },
  answer,
  chunk,
}
