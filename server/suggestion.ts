// What the gateway's rooms say to each other about one suggestion, whatever wire it came over.
import type { Language } from '../grammars/index.ts'
import type { Message } from './prompts/prompt.ts'
import type { NamedModel } from './selection/named-model.ts'
import type { Note } from './verbose-log.ts'

export interface Snippet {
  name: string
  content: string
}

export interface Instruction {
  /** Words of the user; empty: the comment above the cursor is all there is. */
  text: string
  /** Messages that the caller wrote itself, sent as they are. */
  messages?: readonly Message[]
  /** How similar requests were answered well. */
  examples: readonly { before: string; answer: string }[]
  /** Pieces of the project, already framed by GitLab. */
  related: readonly string[]
  libraries: readonly string[]
}

export const NO_INSTRUCTION: Instruction = { text: '', examples: [], related: [], libraries: [] }

/** A suggestion that somebody asks for. */
export interface SuggestionRequest {
  kind: 'completion' | 'generation'
  fileName: string
  /** Undefined for languages that nobody has heard of; they are served all the same. */
  language: Language | undefined
  /** The word for the language in the answer: the file's extension decides before the editor. */
  lang: string
  prefix: string
  suffix: string
  snippets: readonly Snippet[]
  /** What a generation follows; completions have none. */
  instruction: Instruction
  /** How many alternatives, 1 to 4. */
  choices: number
  /** What the client wants at most; the family's own limit holds as well. */
  maxTokens?: number | undefined
  /** The suggestion ends before the first of these. */
  stop?: readonly string[] | undefined
  namedModel: NamedModel | undefined
  note?: Note | undefined
}

export type FinishReason = 'stop' | 'length' | 'cancelled'

export interface Choice {
  text: string
  finishReason: FinishReason
}

/** Counted by the model server; undefined where it does not tell. */
export interface Usage {
  inputTokens: number
  outputTokens: number
}

export interface Suggestion {
  id: string
  /** Empty: nothing to suggest. */
  choices: Choice[]
  model: AnsweringModel
  usage: Usage | undefined
}

/** Who answered, in the words of the answer's `model`. */
export interface AnsweringModel {
  engine: string
  name: string
  /** The title of the prompt, where GitLab expects it: generations and streams of models named in a request. */
  title?: string | undefined
  /** Most characters of prefix, suffix and snippets together that its prompt holds. */
  promptChars?: number
}

/** Receives a streamed suggestion, in this order: begin, any number of chunks, end or fail. */
export interface SuggestionStream {
  /** Called before the first chunk, as soon as an answer is to be expected. `resume` ends a pause. */
  begin(id: string, model: AnsweringModel, resume: () => void): void
  /** False asks the sender to pause. */
  chunk(text: string): boolean
  /** `usage`: what the model server counted, where it told. */
  end(usage?: Usage): void
  /** The answer broke; what has arrived is not the whole. */
  fail(error: Error): void
}
