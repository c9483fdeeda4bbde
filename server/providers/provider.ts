import type { Cloud } from '../cloud/cloud-access.ts'
import type { Prompt, PromptForm } from '../prompts/prompt.ts'
import type { Choice, FinishReason, Usage } from '../suggestion.ts'

/** What one call needs to know beside the prompt. */
export interface ModelParameters {
  model: string
  maxTokens: number
  /** Undefined: left to the server. */
  temperature: number | undefined
  /** How many alternatives. */
  choices: number
  stream: boolean
  /** For dialects that size the context by the request; undefined: the server's own. */
  contextTokens?: number | undefined
}

/** Where a model is called, and with what. */
export interface Endpoint {
  /** Base URL without a slash at its end; for OpenAI's dialects it ends in `/v1`. */
  baseUrl: string
  model: string
  /** Empty: none. */
  apiKey: string
}

export interface ModelAnswer {
  choices: Choice[]
  usage: Usage | undefined
}

/** One event of a streamed answer; only the first choice is ever streamed. */
export interface ModelChunk {
  text: string
  /** With it the answer is whole; events without text may still follow, or with text where a server never says that it ends. */
  finishReason?: FinishReason | undefined
  /** Counted so far: the greatest of each number is that of the whole. */
  usage?: Usage | undefined
}

/** How a server is asked what it serves. */
export interface ModelListing {
  url(endpoint: Endpoint): string
  /** It wants a POST of an empty object. */
  isPost?: true
  /** Undefined when the JSON is no such list. */
  names(json: unknown): string[] | undefined
}

/** A wire dialect: pure functions between our request and answer and a server's JSON. */
export interface Provider {
  /** How streams are cut: server-sent events, one JSON object a line, or AWS's binary events. */
  framing: 'events' | 'lines' | 'aws-events'
  /** Nothing but the end of the connection says that a stream is whole. */
  endsSilently?: true
  /** Whose credentials every call needs, and whose base URL stands for the one that was given. */
  cloud?: Cloud
  /** The forms of prompt that it can send. */
  forms: readonly PromptForm[]
  /** One request may ask for several alternatives. */
  givesChoices?: boolean
  /** Each request says how much context its model is loaded with. */
  sizesContext?: true
  /** The whole URL; some dialects name the model in it. */
  url(endpoint: Endpoint, options: { form: PromptForm; stream: boolean }): string
  headers(endpoint: Endpoint): Record<string, string>
  /** Absent where servers of the dialect do not tell. */
  listing?: ModelListing | undefined
  body(prompt: Prompt, parameters: ModelParameters): Readonly<Record<string, unknown>>
  /** Undefined when the JSON is not an answer of this dialect. */
  answer(json: unknown): ModelAnswer | undefined
  /** Undefined when the data is not of this dialect; `done` when it ends the stream. `event` is its name, if any. */
  chunk(data: string, event: string): ModelChunk | 'done' | undefined
}
