import { draftFor, MAX_PREDICTED_TOKENS } from './draft.ts'
import { passableLines } from './gate.ts'
import { holeOf } from './hole.ts'
import { buildStore, partAt } from './store.ts'
import type { EngineRequest, EngineSuggestion } from './suggestion.ts'

const DEFAULT_MAX_LINES = 3

/**
 * What probably comes at the cursor, judged by what followed the same context elsewhere in the
 * given texts. Undefined when unsure. Never throws; the same request gives the same answer.
 */
export function predict(request: EngineRequest): EngineSuggestion | undefined {
  const { sources = [], maxLines = DEFAULT_MAX_LINES, isPastDeadline = () => false } = request
  if (isPastDeadline()) return undefined
  const hole = holeOf(request)
  if (!hole) return undefined
  const store = buildStore({ hole, sources, room: MAX_PREDICTED_TOKENS, isPastDeadline })
  const draft = draftFor(store, hole, { maxLines, isPastDeadline })
  if (!draft) return undefined
  const lines = passableLines(draft.lines, hole)
  const last = lines.at(-1)
  if (!last) return undefined
  const { place, matchedTokens } = draft.first
  return {
    text: lines.map(({ text }) => text).join(''),
    confidence: last.running,
    evidence: partAt(store, place)?.evidence ?? { kind: 'current_file' },
    matchedTokens,
  }
}
