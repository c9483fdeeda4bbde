// A suggestion that somebody asks for -> prompt, trimmed to what the family can read.
import type { SuggestionRequest } from '../suggestion.ts'
import { trimToBudget } from './budget.ts'
import { completionPrompt } from './completion.ts'
import { type Family, isSuffixFirst } from './families.ts'
import { generationPrompt } from './generation.ts'
import type { Prompt } from './prompt.ts'
import { type ModelLimits, promptChars } from './window.ts'

export function suggestionPrompt(
  family: Family,
  request: SuggestionRequest,
  limits: ModelLimits,
): Prompt {
  const { prefix, suffix, snippets } = trimToBudget(request, {
    windowChars: promptChars(family, request, limits),
    isSuffixFirst: isSuffixFirst(family),
  })
  const hole = {
    fileName: request.fileName,
    language: request.language?.id ?? '',
    prefix: [...snippets.map((snippet) => snippet.content), prefix].join('\n'),
    suffix,
  }
  return request.kind === 'completion'
    ? completionPrompt(family, hole)
    : generationPrompt(family, hole, request.instruction)
}
