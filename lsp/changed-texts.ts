// What a model says, changed before anybody sees it: as it comes, and as a whole.
import type { Listener } from './gateway.ts'
import type { GatewaySuggestion } from './gateway-wire.ts'

/** Of a text that is not whole, more may follow. */
export type Change = (text: string, isWhole: boolean) => string

/** Rejects as `ask` does. */
export async function askedWith(
  change: Change,
  listener: Listener,
  ask: (listener: Listener) => Promise<GatewaySuggestion>,
): Promise<GatewaySuggestion> {
  const { signal, heard } = listener
  const suggestion = await ask({
    signal,
    heard: heard && ((soFar) => heard(changedIn(soFar, change, false))),
  })
  return changedIn(suggestion, change, true)
}

function changedIn(
  suggestion: GatewaySuggestion,
  change: Change,
  isWhole: boolean,
): GatewaySuggestion {
  const { text, alternatives } = suggestion
  return {
    ...suggestion,
    text: change(text, isWhole),
    ...(alternatives && { alternatives: alternatives.map((other) => change(other, isWhole)) }),
  }
}
