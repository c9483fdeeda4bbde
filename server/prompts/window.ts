// How many characters of a prompt leave room for the answer.
import type { Instruction, SuggestionRequest } from '../suggestion.ts'
import type { Family } from './families.ts'

/** What a model server told of itself; an empty object where it told nothing. */
export interface ModelLimits {
  /** Prompt and answer together, as the server was started. */
  windowTokens?: number
  /** Counted by its own tokenizer over code of ours. */
  charsPerToken?: number
  /** What an administrator set for this model at its server, which is to stay. */
  setTokens?: number
}

export const NO_LIMITS: ModelLimits = {}

/** Of code, in the tokenizers of the families that we know. */
export const CHARS_PER_TOKEN = 3.2
/** Some languages and some people's code are denser than what was counted. */
const SAFE_SHARE = 0.94
/** Markers, and what a chat is told of its task. */
const FRAME_TOKENS = 200
/** However little an administrator gives a server, the code keeps this part of it. */
const LEAST_SHARE = 0.5

export const safeCharsPerToken = ({ charsPerToken = CHARS_PER_TOKEN }: ModelLimits): number =>
  charsPerToken * SAFE_SHARE

/** Where the window was known, it is the code that is denser than was thought: so much denser, at first. */
const DENSER = 0.85
/** The densest scripts have a token for each character. */
const LEAST_CHARS_PER_TOKEN = 1

/** What a server lets on of itself when it refuses a prompt as too long. */
export function narrowed(limits: ModelLimits, windowTokens: number): ModelLimits {
  if (windowTokens < (limits.windowTokens ?? Number.POSITIVE_INFINITY)) {
    return { ...limits, windowTokens }
  }
  const { charsPerToken = CHARS_PER_TOKEN } = limits
  return { ...limits, charsPerToken: Math.max(charsPerToken * DENSER, LEAST_CHARS_PER_TOKEN) }
}

/** The smaller of what the model was trained for and what its server was started with. */
export const windowTokens = (family: Family, { windowTokens: told }: ModelLimits): number =>
  Math.min(family.windowTokens, told ?? family.windowTokens)

export const answerTokens = (family: Family, kind: SuggestionRequest['kind']): number =>
  kind === 'completion' ? family.maxCompletionTokens : family.maxGenerationTokens

/** Most characters of prefix, suffix and snippets together. */
export function promptChars(
  family: Family,
  { kind, instruction }: Pick<SuggestionRequest, 'kind' | 'instruction'>,
  limits: ModelLimits,
): number {
  const tokens = windowTokens(family, limits)
  const perToken = safeCharsPerToken(limits)
  const free = (tokens - answerTokens(family, kind) - FRAME_TOKENS) * perToken
  return Math.floor(Math.max(free - charsOf(instruction), tokens * perToken * LEAST_SHARE))
}

function charsOf({ text, examples, related, libraries }: Instruction): number {
  let chars = text.length
  for (const { before, answer } of examples) chars += before.length + answer.length
  for (const part of related) chars += part.length
  for (const name of libraries) chars += name.length
  return chars
}
