// A suggestion that somebody asks for -> prompt, trimmed to what the family can read.
import type { Snippet, SuggestionRequest } from '../suggestion.ts'
import { trimToBudget } from './budget.ts'
import { completionPrompt } from './completion.ts'
import { type Family, isSuffixFirst } from './families.ts'
import { frameSnippets } from './file-snippets.ts'
import { generationPrompt } from './generation.ts'
import type { Hole, Prompt } from './prompt.ts'
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
  const { fileName, language, kind } = request
  const place = { fileName, language: language?.id ?? '', suffix }
  if (kind === 'completion' && family.fim) {
    const others = snippets.filter(({ name }) => name !== fileName)
    const framed = frameSnippets(family.fim.snippets, others, { fileName, language })
    const own = snippets.filter(({ name }) => name === fileName)
    return completionPrompt(family, holeAt(place, own, prefix), framed)
  }
  // As GitLab's gateway shows them to chat models.
  const withSnippets = holeAt(place, snippets, prefix)
  return kind === 'completion'
    ? completionPrompt(family, withSnippets)
    : generationPrompt(family, withSnippets, request.instruction)
}

/**
 * The prefix begins with snippets: imports and headers of this very file, which was too long and goes on without what
 * stood between, or all of them.
 */
const holeAt = (
  { fileName, language, suffix }: Omit<Hole, 'prefix'>,
  snippets: readonly Snippet[],
  prefix: string,
): Hole => ({
  fileName,
  language,
  prefix: snippets.length === 0 ? prefix : [...snippets.map(contentOf), prefix].join('\n'),
  suffix,
})

const contentOf = ({ content }: Snippet): string => content
