// A completion of a GitLab instance. Its own gateway sends what the model said as it is: with fences, with what stands
// behind the cursor already, with blanks alone.
import { languageOf } from '../../grammars/index.ts'
import { tidied } from '../../postprocess/index.ts'
import type { GatewaySuggestion, Question } from '../gateway-wire.ts'

/** Its text is empty where nothing is left. Generations come as their gateway cleaned them, piece by piece. */
export function cleaned(suggestion: GatewaySuggestion, question: Question): GatewaySuggestion {
  if (question.wish.kind === 'generation') return suggestion
  const { languageId, fileName, prefix, suffix } = question
  const language = languageOf({ fileName, languageId })
  const asked = { kind: 'completion', language, prefix, suffix } as const
  const said = [suggestion.text, ...(suggestion.alternatives ?? [])]
  const [text = '', ...alternatives] = said
    .map((one) => tidied(asked, one).trimEnd())
    .filter((left) => left !== '')
  return { ...suggestion, text, ...(suggestion.alternatives && { alternatives }) }
}
