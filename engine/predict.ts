import { Engine } from './engine.ts'
import { boundedSources } from './hole.ts'
import type { EngineSuggestion, StatelessRequest } from './suggestion.ts'

/**
 * One question to an engine that knows nothing but what the request brings, and forgets it.
 * Undefined when unsure. Never throws; the same request gives the same answer.
 */
export function predict(request: StatelessRequest): EngineSuggestion | undefined {
  const { isPastDeadline = () => false } = request
  const engine = new Engine()
  // The most relevant last: what was taken in last is found first.
  for (const { name, text } of boundedSources(request).reverse()) {
    if (isPastDeadline()) break
    engine.workspace.take(name, text)
  }
  const suggestion = engine.suggest(request)
  if (suggestion?.evidence.kind !== 'recently_edited') return suggestion
  return { ...suggestion, evidence: { kind: 'source', name: suggestion.evidence.name } }
}
