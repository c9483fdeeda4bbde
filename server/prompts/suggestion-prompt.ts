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
  const hole = { fileName, language: language?.id ?? '', prefix, suffix }
  if (kind === 'completion' && family.fim) {
    const others = snippets.filter(({ name }) => name !== fileName)
    const framed = frameSnippets(family.fim.snippets, others, { fileName, language })
    return completionPrompt(family, { ...hole, prefix: ownPart(snippets, hole) }, framed)
  }
  // As GitLab's gateway shows them to chat models.
  const withSnippets = { ...hole, prefix: [...snippets.map(contentOf), prefix].join('\n') }
  return kind === 'completion'
    ? completionPrompt(family, withSnippets)
    : generationPrompt(family, withSnippets, request.instruction)
}

/** Imports and headers of this very file, which was too long: it goes on without what stood between. */
const ownPart = (snippets: readonly Snippet[], { fileName, prefix }: Hole): string =>
  [...snippets.filter(({ name }) => name === fileName).map(contentOf), prefix].join('\n')

const contentOf = ({ content }: Snippet): string => content
