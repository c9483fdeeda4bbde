// OpenAI-compatible servers: vLLM, LM Studio, TGI, Ollama's /v1. Two paths, one grammar of answers.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Message, Prompt } from '../prompts/prompt.ts'
import type { FinishReason, Usage } from '../suggestion.ts'
import type { Endpoint, ModelChunk, ModelParameters, Provider } from './provider.ts'

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const WireUsage = Type.Optional(
  Type.Union([
    Type.Object({
      prompt_tokens: Type.Optional(Type.Number()),
      completion_tokens: Type.Optional(Type.Number()),
    }),
    Type.Null(),
  ]),
)

/** Text completions carry `text`, chat answers `message`, chat chunks `delta`. */
const WireAnswer = Type.Object({
  choices: Type.Array(
    Type.Object({
      text: Text,
      message: Type.Optional(Type.Object({ content: Text })),
      delta: Type.Optional(Type.Object({ content: Text })),
      finish_reason: Text,
    }),
  ),
  usage: WireUsage,
})
const readAnswer = checker(WireAnswer)

type WireAnswer = Static<typeof WireAnswer>

const textOf = (choice: WireAnswer['choices'][number]): string =>
  choice.text ?? choice.message?.content ?? choice.delta?.content ?? ''

const finishOf = (reason: string | null | undefined): FinishReason =>
  reason === 'length' ? 'length' : 'stop'

const usageOf = (usage: WireAnswer['usage']): Usage | undefined =>
  usage
    ? { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 }
    : undefined

function answer(json: unknown) {
  const { value } = readAnswer(json)
  return (
    value && {
      choices: value.choices.map((choice) => ({
        text: textOf(choice),
        finishReason: finishOf(choice.finish_reason),
      })),
      usage: usageOf(value.usage),
    }
  )
}

function chunk(data: string): ModelChunk | 'done' | undefined {
  if (data === '[DONE]') return 'done'
  const { value } = readAnswer(parsed(data))
  if (!value) return undefined
  const [first] = value.choices
  return {
    text: first ? textOf(first) : '',
    ...(first?.finish_reason ? { finishReason: finishOf(first.finish_reason) } : {}),
    ...(value.usage ? { usage: usageOf(value.usage) } : {}),
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined // Not JSON is answered like JSON of another shape: not of this dialect.
  }
}

function parametersOf(prompt: Prompt, parameters: ModelParameters) {
  return {
    model: parameters.model,
    max_tokens: parameters.maxTokens,
    temperature: parameters.temperature,
    ...(prompt.stop.length > 0 ? { stop: prompt.stop } : {}),
    ...(parameters.choices > 1 ? { n: parameters.choices } : {}),
    stream: parameters.stream,
    ...(parameters.stream ? { stream_options: { include_usage: true } } : {}),
  }
}

const bearer = ({ apiKey }: Endpoint): Record<string, string> =>
  apiKey ? { authorization: `Bearer ${apiKey}` } : {}

/** Text to continue goes to `/completions`, messages to `/chat/completions`. */
export const OPENAI: Provider = {
  framing: 'events',
  forms: ['text', 'chat'],
  url: ({ baseUrl }, { form }) =>
    baseUrl + (form === 'text' ? '/completions' : '/chat/completions'),
  headers: bearer,
  body: (prompt, parameters) => ({
    ...(prompt.form === 'text' ? { prompt: prompt.text } : { messages: messagesOf(prompt) }),
    ...parametersOf(prompt, parameters),
  }),
  answer,
  chunk,
}

function messagesOf(prompt: Prompt): Message[] {
  if (prompt.form === 'chat') return prompt.messages
  const content = prompt.form === 'text' ? prompt.text : prompt.prefix
  return [{ role: 'user', content }]
}
