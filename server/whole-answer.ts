// From the bytes of a whole answer to what the model said.
import type { ModelAnswer, Provider } from './providers/provider.ts'
import { unexpected, unreadable } from './upstream-errors.ts'

export function wholeAnswer(provider: Provider, body: Buffer): ModelAnswer {
  const answer = provider.answer(parsed(body))
  if (!answer) throw unexpected('it', body.toString('utf8', 0, ENOUGH_BYTES))
  return answer
}

/** Of an answer that is none, to understand it. */
const ENOUGH_BYTES = 16_384

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable('it is not JSON', cause)
  }
}
