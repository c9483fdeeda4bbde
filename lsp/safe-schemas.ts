// What a model says, without addresses of schemas that it made up.
import { languageOf } from '../grammars/index.ts'
import { schemaUrlMask } from '../postprocess/index.ts'
import { askedWith } from './changed-texts.ts'
import type { Listener } from './gateway.ts'
import type { GatewaySuggestion, Question } from './gateway-wire.ts'

/** Rejects as `ask` does. */
export async function suggestedSafely(
  { languageId, prefix, suffix }: Question,
  listener: Listener,
  ask: (listener: Listener) => Promise<GatewaySuggestion>,
): Promise<GatewaySuggestion> {
  const mask = schemaUrlMask({ language: languageOf({ languageId }), prefix, suffix })
  return mask ? askedWith(mask, listener, ask) : ask(listener)
}
