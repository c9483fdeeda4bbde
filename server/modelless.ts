// Suggestions that no model is asked for.
import { EMBEDDED_MODEL, embeddedCompletion } from './embedded.ts'
import type { Asked } from './suggest.ts'
import type { AnsweringModel, Suggestion, SuggestionStream } from './suggestion.ts'

/** What an answer that is held back says of its model. */
const HELD_BACK: AnsweringModel = { engine: 'midfill', name: 'hold' }

/** Nothing, where the rules keep a request from every model; undefined elsewhere. */
export function heldBack({ id, route }: Asked): Suggestion | undefined {
  if (route?.chain.length !== 0) return undefined
  return { id, choices: [], model: HELD_BACK, usage: undefined }
}

export function embeddedSuggestion({ id, request }: Asked): Suggestion {
  const text = embeddedCompletion(request)
  return {
    id,
    choices: text ? [{ text, finishReason: 'stop' }] : [],
    model: EMBEDDED_MODEL,
    usage: undefined,
  }
}

/** A whole suggestion as a stream of one chunk. */
export function relayWhole({ id, model, choices }: Suggestion, out: SuggestionStream): void {
  out.begin(id, model, () => {})
  const [first] = choices
  if (first) out.chunk(first.text)
  out.end()
}
