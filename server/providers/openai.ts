// OpenAI-compatible servers: vLLM, LM Studio, TGI, Ollama's /v1. Two paths, one grammar of answers.
// Shapes as in Azure's copy of OpenAI's specification, github.com/Azure/azure-rest-api-specs,
// …/AzureOpenAI/inference/stable/2024-10-21/inference.yaml, read in part 2026-11-21.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Usage } from '../suggestion.ts'
import { finishOf } from './finish-reason.ts'
import { messagesOf } from './nearest-form.ts'
import { parseJson } from './parse-json.ts'
import type {
  Endpoint,
  ModelAnswer,
  ModelChunk,
  ModelListing,
  ModelParameters,
  Provider,
} from './provider.ts'

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

/**
 * Magistral answers in parts, of which only the answer's have a text; its thoughts have `thinking`
 * (epam/ai-dial-adapter-openai#395, vercel/ai#8072).
 */
const Parts = Type.Array(Type.Object({ text: Type.Optional(Type.String()) }))
const Content = Type.Object({
  content: Type.Optional(Type.Union([Type.String(), Type.Null(), Parts])),
})

/** Text completions carry `text`, chat answers `message`, chat chunks `delta`. */
const WireChoices = Type.Array(
  Type.Object({
    text: Text,
    message: Type.Optional(Content),
    delta: Type.Optional(Content),
    finish_reason: Text,
  }),
)
const WireAnswer = Type.Object({ choices: WireChoices, usage: WireUsage })
/** Events that only count tokens have no choices; a server in Go writes none as null. */
const WireChunk = Type.Object({
  choices: Type.Optional(Type.Union([WireChoices, Type.Null()])),
  usage: WireUsage,
  error: Type.Optional(Type.Unknown()),
})
const readAnswer = checker(WireAnswer)
const readChunk = checker(WireChunk)

type WireAnswer = Static<typeof WireAnswer>
type WireChunk = Static<typeof WireChunk>

function textOf({ text, message, delta }: WireAnswer['choices'][number]): string {
  const said = text ?? message?.content ?? delta?.content ?? ''
  return typeof said === 'string' ? said : said.map((part) => part.text ?? '').join('')
}

const usageOf = (usage: WireAnswer['usage']): Usage | undefined =>
  usage
    ? { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 }
    : undefined

function answer(json: unknown): ModelAnswer | undefined {
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

/** What keeps a silent connection open. */
const isSign = (said: string, event: string): boolean => said === '' || event === 'ping'

/** Whether an event without choices may be one of an answer: any other tells of what went wrong. */
const isChunk = ({ choices, usage, error }: WireChunk): boolean =>
  !error && (choices !== undefined || Boolean(usage))

function chunk(data: string, event: string): ModelChunk | 'done' | undefined {
  const said = data.trim()
  if (said === '[DONE]') return 'done'
  if (isSign(said, event)) return { text: '' }
  const { value } = readChunk(parseJson(said))
  if (!value || !isChunk(value)) return undefined
  const first = value.choices?.[0]
  return {
    text: first ? textOf(first) : '',
    finishReason: first?.finish_reason ? finishOf(first.finish_reason) : undefined,
    usage: usageOf(value.usage),
  }
}

/** What every dialect that descends from OpenAI's understands. A member that is undefined is not sent. */
export const basicParameters = (prompt: Prompt, parameters: ModelParameters) => ({
  model: parameters.model,
  max_tokens: parameters.maxTokens,
  temperature: parameters.temperature,
  stop: prompt.stop.length > 0 ? prompt.stop : undefined,
  stream: parameters.stream,
})

export const bearer = ({ apiKey }: Endpoint): Record<string, string> =>
  apiKey ? { authorization: `Bearer ${apiKey}` } : {}

const readIds = checker(Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) }))

/** The list that OpenAI's descendants keep, below the base of each. */
export const idsBelow = (base: (endpoint: Endpoint) => string): ModelListing => ({
  url: (endpoint) => `${base(endpoint)}/models`,
  names: (json) => readIds(json).value?.data.map(({ id }) => id),
})

const USAGE_TOO = { include_usage: true }

/** Text to continue goes to `/completions`, messages to `/chat/completions`. */
export const OPENAI = {
  framing: 'events',
  forms: ['text', 'chat'],
  url: ({ baseUrl }, { form }) =>
    baseUrl + (form === 'text' ? '/completions' : '/chat/completions'),
  headers: bearer,
  listing: idsBelow(({ baseUrl }) => baseUrl),
  givesChoices: true,
  // Every request has the same members, and is not put together of parts: that is slow, since V8 learns nothing of it.
  body: (prompt, parameters) => ({
    prompt: prompt.form === 'text' ? prompt.text : undefined,
    messages: prompt.form === 'text' ? undefined : messagesOf(prompt),
    model: parameters.model,
    max_tokens: parameters.maxTokens,
    temperature: parameters.temperature,
    stop: prompt.stop.length > 0 ? prompt.stop : undefined,
    stream: parameters.stream,
    n: parameters.choices > 1 ? parameters.choices : undefined,
    stream_options: parameters.stream ? USAGE_TOO : undefined,
  }),
  answer,
  chunk,
} satisfies Provider

/** The same with messages alone, for servers that have no text completions or better ones of their own. */
export const chatBody = (
  prompt: Prompt,
  parameters: ModelParameters,
): Readonly<Record<string, unknown>> =>
  OPENAI.body({ form: 'chat', messages: messagesOf(prompt), stop: prompt.stop }, parameters)
