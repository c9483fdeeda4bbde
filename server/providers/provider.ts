import type { Prompt } from '../prompts/prompt.ts'
import type { Choice, FinishReason, Usage } from '../suggestion.ts'

export interface ModelParameters {
  model: string
  maxTokens: number
  /** Undefined: left to the server. */
  temperature: number | undefined
  /** How many alternatives. */
  choices: number
  stream: boolean
}

export interface ModelAnswer {
  choices: Choice[]
  usage: Usage | undefined
}

/** One event of a streamed answer; only the first choice is ever streamed. */
export interface ModelChunk {
  text: string
  finishReason?: FinishReason
  usage?: Usage
}

/** A wire dialect: pure functions between our request and answer and a server's JSON. */
export interface Provider {
  /** Behind the base URL. */
  path: string
  body(prompt: Prompt, parameters: ModelParameters): Readonly<Record<string, unknown>>
  /** Undefined when the JSON is not an answer of this dialect. */
  answer(json: unknown): ModelAnswer | undefined
  /** Undefined when the data of this event is not of this dialect; `done` when it ends the stream. */
  chunk(data: string): ModelChunk | 'done' | undefined
}
