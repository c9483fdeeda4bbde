import type { EngineRequest, EngineSuggestion } from '../../engine/index.ts'
import { languageOf } from '../../grammars/index.ts'
import { postprocessed } from '../../postprocess/index.ts'

/** It writes code only: no marks of a model. */
const HABITS = { stop: [] }

/**
 * The engine repeats what code says, which may be the line at the cursor or a bracket that is closed already: its
 * text goes through the same steps as a model's. Undefined when nothing is left.
 */
export function cleaned(
  suggestion: EngineSuggestion | undefined,
  { name = '', prefix, suffix }: EngineRequest,
  languageId: string,
): EngineSuggestion | undefined {
  if (!suggestion) return undefined
  const language = languageOf({ fileName: name, languageId })
  const asked = { kind: 'completion', language, prefix, suffix } as const
  const text = postprocessed(HABITS, asked, suggestion.text)
  return text === '' ? undefined : { ...suggestion, text }
}
