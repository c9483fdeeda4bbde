// The prompts that GitLab asks for by id.
import { GatewayError } from '../../protocol/index.ts'
import type { Grant } from '../grants.ts'
import { NO_INSTRUCTION } from '../suggestion.ts'
import { completionPrompt } from './completion.ts'
import type { Family } from './families.ts'
import { generationPrompt } from './generation.ts'
import type { Prompt } from './prompt.ts'

export interface ServedPrompt {
  grant: Grant
  /** Inputs that must be there. */
  variables: readonly string[]
  maxTokens: (family: Family) => number
  build: (family: Family, input: (name: string) => string) => Prompt
  /** Its answer is not read: it says whether the model is there. */
  isTest?: true
}

/** Versions of every prompt: there is one, and it is written for the model that is asked. */
export const PROMPT_VERSION = '1.0.0'

/**
 * Longest time for a whole answer, or for the first piece of a streamed one. GitLab gave a connection test 3 s before
 * 18, and blames the model when the gateway is slower.
 */
export const ANSWER_WITHIN_MS = 2_300

export const SERVED_PROMPTS: Readonly<Record<string, ServedPrompt>> = {
  'code_suggestions/completions': {
    grant: 'complete_code',
    variables: ['prefix', 'suffix', 'file_name', 'language'],
    maxTokens: (family) => family.maxCompletionTokens,
    build: (family, input) =>
      completionPrompt(family, {
        fileName: input('file_name'),
        language: input('language'),
        prefix: input('prefix'),
        suffix: input('suffix'),
      }),
  },
  'code_suggestions/generations': {
    grant: 'generate_code',
    variables: ['prefix', 'instruction', 'file_name', 'language'],
    maxTokens: (family) => family.maxGenerationTokens,
    build: (family, input) => {
      const hole = { fileName: input('file_name'), language: input('language'), suffix: '' }
      const instruction = { ...NO_INSTRUCTION, text: input('instruction') }
      return generationPrompt(family, { ...hole, prefix: input('prefix') }, instruction)
    },
  },
  'model_configuration/check': {
    grant: 'complete_code',
    variables: [],
    maxTokens: () => 16,
    build: () => ({
      form: 'chat',
      messages: [
        { role: 'system', content: 'You are asked whether you are there.' },
        { role: 'user', content: 'Say "Hello".' },
      ],
      stop: [],
    }),
    isTest: true,
  },
}

type Inputs = Readonly<Record<string, unknown>>

/** Throws `invalid_request` with the words that GitLab looks for. */
export function checkInputs({ variables }: ServedPrompt, inputs: Inputs): void {
  const missing = variables.filter((name) => !(name in inputs))
  if (missing.length === 0) return
  const names = missing.join(', ')
  throw new GatewayError('invalid_request', `The prompt is missing variables: ${names}`)
}

/** The inputs have been checked. */
export const fillPrompt = ({ build }: ServedPrompt, family: Family, inputs: Inputs): Prompt =>
  build(family, (name) => String(inputs[name] ?? ''))
