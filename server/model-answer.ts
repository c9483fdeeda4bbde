// Calls a model and reads its answer in the provider's dialect, whole or as it streams.
import type { ModelCall } from './model-call.ts'
import type { Step } from './postprocess/step.ts'
import type { ModelAnswer } from './providers/provider.ts'
import { StreamRelay } from './stream-relay.ts'
import type { AnsweringModel, SuggestionStream } from './suggestion.ts'
import type { Upstream } from './upstream.ts'
import { unreadable } from './upstream-errors.ts'

/** Rejects with a GatewayError, or with Cancelled when the signal aborts. */
export async function wholeAnswer(
  call: ModelCall,
  upstream: Upstream,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const answer = call.provider.answer(parsed(await upstream.whole(call.upstream, signal)))
  if (!answer) throw unreadable('it is not of the expected form')
  return answer
}

/** Rejects when it fails before `out.begin`; after that `out.fail` tells. */
export function streamAnswer(
  call: ModelCall,
  upstream: Upstream,
  signal: AbortSignal,
  parts: { id: string; model: AnsweringModel; steps: Step; out: SuggestionStream },
): Promise<void> {
  const relay = new StreamRelay({ ...parts, provider: call.provider })
  const exchange = upstream.stream(call.upstream, signal, relay)
  relay.resume = () => exchange.resume()
  return relay.done
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable('it is not JSON', cause)
  }
}
