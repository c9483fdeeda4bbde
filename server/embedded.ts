// The embedded engine as a deployment: it sees what the request brings, and nothing else.
import { predict } from '../engine/index.ts'
import { postprocessed } from '../postprocess/index.ts'
import { familyOf } from './prompts/families.ts'
import type { AnsweringModel, SuggestionRequest } from './suggestion.ts'

export const EMBEDDED_MODEL: AnsweringModel = { engine: 'midfill', name: 'embedded' }

/** A guard, not a budget: the engine caps its input to about 20 ms of work, but a cold or loaded machine is slower. */
const MAX_ENGINE_MS = 1_000

/** Text to insert, or empty: the engine is silent when unsure. It writes completions only; it cannot follow an instruction. */
export function embeddedCompletion(request: SuggestionRequest): string {
  if (request.kind === 'generation') return ''
  const endsAt = performance.now() + MAX_ENGINE_MS
  const suggestion = predict({
    prefix: request.prefix,
    suffix: request.suffix,
    sources: request.snippets.map(({ name, content }) => ({ name, text: content })),
    isPastDeadline: () => performance.now() > endsAt,
  })
  // Its text repeats what the code says, and may repeat the line at the cursor as well.
  return suggestion ? postprocessed(familyOf('general'), request, suggestion.text) : ''
}
