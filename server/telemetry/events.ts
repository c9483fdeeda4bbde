// What becomes of every suggestion, as JSON lines for whoever wants to know more than metrics tell. No code, no names.
import type { FeedbackEvent } from '../../protocol/index.ts'
import type { Counted, Ending, Lifecycle } from '../experiments/outcomes.ts'
import { toFile } from '../log-file.ts'
import { linesByTurn, toStdout } from '../log-lines.ts'

/** Ids that are ours; feedback may hold any text in their place. */
const ID = /^[A-Za-z0-9_-]{1,64}$/

export class SuggestionEvents implements Lifecycle {
  readonly #out: { write(line: string): void }

  constructor(write: (lines: string) => void) {
    this.#out = linesByTurn(write)
  }

  requested({ id, request, route }: Counted): void {
    this.#write('requested', id, {
      kind: request.kind,
      language: request.language?.lang ?? '',
      rule: route?.rule ?? '',
      arm: route?.arm ?? '',
      prefix_chars: request.prefixChars,
      suffix_chars: request.suffixChars,
    })
  }

  answered({ id }: Counted, { ms, chars }: Ending, model: string): void {
    const event = chars === 0 ? 'empty' : 'answered'
    this.#write(event, id, { model, duration_s: ms / 1_000, chars })
  }

  failed({ id }: Counted, code: string): void {
    this.#write('failed', id, { code })
  }

  cancelled({ id }: Counted): void {
    this.#write('cancelled', id, {})
  }

  /** Also of suggestions that another gateway made: the id joins them. */
  feedback({ suggestion_id: id, event, accepted_chars }: FeedbackEvent): void {
    if (ID.test(id)) this.#write(event, id, { accepted_chars })
  }

  #write(event: string, suggestion_id: string, more: object): void {
    const line = { type: 'suggestion', timestamp: new Date().toISOString(), event, suggestion_id }
    this.#out.write(`${JSON.stringify({ ...line, ...more })}\n`)
  }
}

const VARIABLE = 'MIDFILL_EVENTS'

/** `place`: empty, `stdout`, or the path of a file. Undefined: nobody wants to know. */
export function suggestionEvents(place: string): SuggestionEvents | undefined {
  if (place === '') return undefined
  return new SuggestionEvents(place === 'stdout' ? toStdout() : toFile(place, VARIABLE))
}
