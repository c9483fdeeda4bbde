import { AFTER, BEFORE } from './current-file.ts'
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
  const suggestion = engine.suggest({ ...request, ...nearText(request) })
  if (suggestion?.evidence.kind !== 'recently_edited') return suggestion
  return { ...suggestion, evidence: { kind: 'source', name: suggestion.evidence.name } }
}

/** The lines that a question looks at, and one more on either side: to read the others takes most of the time. */
function nearText({ prefix, suffix }: StatelessRequest): { prefix: string; suffix: string } {
  let start = prefix.length
  for (let lines = 0; lines < BEFORE.lines + 2 && start >= 0; lines++)
    start = start === 0 ? -1 : prefix.lastIndexOf('\n', start - 1)
  let end = -1
  for (let lines = 0; lines < AFTER.lines + 2 && (lines === 0 || end >= 0); lines++)
    end = suffix.indexOf('\n', end + 1)
  return { prefix: prefix.slice(start + 1), suffix: end < 0 ? suffix : suffix.slice(0, end + 1) }
}
