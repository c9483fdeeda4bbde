// What a model says, without addresses of schemas that it made up: as it comes, and as a whole.
import { languageOf } from '../grammars/index.ts'
import { type SchemaMask, schemaUrlMask } from '../postprocess/index.ts'
import type { Listener } from './gateway.ts'
import type { GatewaySuggestion, Question } from './gateway-wire.ts'

/** Rejects as `ask` does. */
export async function suggestedSafely(
  { languageId, prefix, suffix }: Question,
  listener: Listener,
  ask: (listener: Listener) => Promise<GatewaySuggestion>,
): Promise<GatewaySuggestion> {
  const mask = schemaUrlMask({ language: languageOf({ languageId }), prefix, suffix })
  if (!mask) return ask(listener)
  const { signal, heard } = listener
  const suggestion = await ask({
    signal,
    heard: heard && ((soFar) => heard(maskedIn(soFar, mask, false))),
  })
  return maskedIn(suggestion, mask, true)
}

function maskedIn(
  suggestion: GatewaySuggestion,
  mask: SchemaMask,
  isWhole: boolean,
): GatewaySuggestion {
  const { text, alternatives } = suggestion
  return {
    ...suggestion,
    text: mask(text, isWhole),
    ...(alternatives && { alternatives: alternatives.map((other) => mask(other, isWhole)) }),
  }
}
