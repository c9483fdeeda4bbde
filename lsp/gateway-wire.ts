// What we say to a gateway and how we read what it says.
import {
  CompletionsAnswer,
  ContentChunk,
  checker,
  type ServerSentEvent,
  StreamError,
  StreamStart,
} from '../protocol/index.ts'
import type { Suggested } from './suggestions/memory.ts'

/** What is asked for. */
export type Wish =
  | { readonly kind: 'completion' }
  /** The instruction is a comment of the user, as it is written; empty without one. */
  | { readonly kind: 'generation'; readonly instruction: string }

export interface Question {
  wish: Wish
  /** Relative to the workspace. */
  fileName: string
  languageId: string
  prefix: string
  suffix: string
  /** The most valuable first. */
  snippets: { name: string; content: string }[]
  /** How many texts to choose from; one unless told otherwise. */
  choices?: number
}

/** Its text is empty where the gateway has nothing to suggest. */
export interface GatewaySuggestion extends Suggested {
  /** Most characters that its model is shown, where the gateway told. */
  promptChars?: number
}

/** The gateway cannot be used now; the message is for a log and holds no code. */
export class GatewayFailure extends Error {
  readonly status: number | undefined
  /** How long it asked to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: { status?: number; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'GatewayFailure'
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Longest text that is taken from one stream. */
export const MAX_ANSWER_CHARS = 1_000_000

const readCompletions = checker(CompletionsAnswer)
const readStart = checker(StreamStart)
const readChunk = checker(ContentChunk)
const readError = checker(StreamError)

/** Gathers a `/v4` stream. A stream without `stream_end` is a broken one, and its text is not offered. */
export class StreamReader {
  #isDone = false
  #id = ''
  #model = { engine: '', name: '' }
  #text = ''
  #promptChars: number | undefined

  take({ name, data }: ServerSentEvent): void {
    const value: unknown = JSON.parse(data)
    if (name === 'stream_start') this.#start(value)
    else if (name === 'content_chunk') this.#append(value)
    else if (name === 'error') throw new GatewayFailure(failureIn(value))
    else if (name === 'stream_end') this.#isDone = true
  }

  get soFar(): GatewaySuggestion {
    const suggestion = suggestionFrom(this.#id, this.#model, this.#text)
    if (this.#promptChars !== undefined) suggestion.promptChars = this.#promptChars
    return suggestion
  }

  result(): GatewaySuggestion {
    if (!this.#isDone) throw new GatewayFailure('the gateway broke off in the middle of its answer')
    return this.soFar
  }

  #start(value: unknown): void {
    const start = readStart(value).value
    if (!start) return
    this.#id = start.id ?? ''
    this.#model = start.metadata.model
    this.#promptChars = start.prompt_chars
  }

  #append(value: unknown): void {
    const chunk = readChunk(value).value
    this.#text += chunk?.choices[0]?.delta.content ?? ''
    if (this.#text.length > MAX_ANSWER_CHARS) throw new GatewayFailure('the answer is too long')
  }
}

const failureIn = (value: unknown): string => {
  const failure = readError(value).value
  return failure ? `the gateway reports ${failure.code}` : 'the gateway reports an error'
}

/** Reads a whole `/v2` answer. */
export function suggestionInAnswer(json: unknown): GatewaySuggestion {
  const { value } = readCompletions(json)
  if (!value) throw new GatewayFailure('the gateway answered in a form that is not known')
  const [text = '', ...alternatives] = value.choices.map((choice) => choice.text)
  const suggestion = suggestionFrom(value.id, value.model, text)
  return alternatives.length > 0 ? { ...suggestion, alternatives } : suggestion
}

const suggestionFrom = (
  id: string,
  model: { engine: string; name: string },
  text: string,
): GatewaySuggestion => ({
  id,
  text,
  source: model.engine === 'midfill' && model.name === 'embedded' ? 'embedded' : 'model',
  model: model.name,
})

/** GitLab's name for the prompt of generations: with it, a gateway takes the instruction for the user's words. */
const GENERATION_PROMPT = 'code_suggestions/generations'

export const v4Body = (question: Question) => ({
  prompt_components: [
    editorComponent(question),
    ...question.snippets.map((payload) => ({
      type: 'code_context',
      payload: { type: 'snippet', ...payload },
    })),
  ],
})

function editorComponent({ wish, ...question }: Question) {
  const payload = { ...fileOf(question), stream: true }
  if (wish.kind === 'completion') return { type: 'code_editor_completion', payload }
  const words = wish.instruction ? { user_instruction: wish.instruction } : {}
  return {
    type: 'code_editor_generation',
    payload: { ...payload, prompt_id: GENERATION_PROMPT, prompt_enhancer: words },
  }
}

/** Where `/v2` is asked, and what. */
export function v2Question({ wish, snippets, choices = 1, ...question }: Question) {
  const body = {
    current_file: fileOf(question),
    context: snippets.map((snippet) => ({ type: 'snippet', ...snippet })),
    stream: false,
  }
  if (wish.kind === 'completion') {
    const several = choices > 1 ? { choices_count: choices } : {}
    return { path: '/v2/code/completions', body: { prompt_version: 1, ...body, ...several } }
  }
  const prompt = { prompt_id: GENERATION_PROMPT, prompt: wish.instruction }
  return { path: '/v2/code/generations', body: { prompt_version: 2, ...prompt, ...body } }
}

const fileOf = ({
  fileName,
  languageId,
  prefix,
  suffix,
}: Pick<Question, 'fileName' | 'languageId' | 'prefix' | 'suffix'>) => ({
  file_name: fileName,
  language_identifier: languageId,
  content_above_cursor: prefix,
  content_below_cursor: suffix,
})
