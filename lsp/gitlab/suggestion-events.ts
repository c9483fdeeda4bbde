// The life of each suggestion of an instance, as events for a Snowplow collector.
import { randomUUID } from 'node:crypto'
import type { FeedbackEvent } from '../../protocol/index.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'
import { keepNewest } from '../keep-newest.ts'
import type { Snowplow } from './snowplow.ts'
import {
  type Call,
  contextsOf,
  type EditorNames,
  type InstanceFacts,
  type SuggestionContext,
  suggestionContext,
} from './snowplow-contexts.ts'

/** Suggestions that may still be heard of. */
const MAX_KNOWN = 200

const ACTIONS: Readonly<Partial<Record<FeedbackEvent['event'], string>>> = {
  shown: 'shown',
  accepted: 'accepted',
  rejected: 'rejected',
}

export interface SuggestionEventsParts {
  snowplow: Snowplow
  editor(): EditorNames
  facts(): InstanceFacts
}

/** One question that is under way. */
export interface Asked {
  question: Question
  /** Milliseconds since 1970. */
  at: number
}

export class SuggestionEvents {
  readonly #parts: SuggestionEventsParts
  readonly #known = new Map<string, SuggestionContext>()

  constructor(parts: SuggestionEventsParts) {
    this.#parts = parts
  }

  suggested({ question, at }: Asked, call: Call, suggestion: GatewaySuggestion): void {
    const { id, text } = suggestion
    const context = suggestionContext(this.#parts.facts(), question, { ...call, suggestion })
    keepNewest(this.#known, id, context, MAX_KNOWN)
    const came = call.isStreaming ? ['stream_started', 'stream_completed'] : ['loaded']
    this.#track(['requested'], { id, context, at })
    this.#track(text === '' ? [...came, 'not_provided'] : came, { id, context, at: Date.now() })
  }

  failed({ question, at }: Asked, call: Omit<Call, 'status'>, error: unknown): void {
    const status = error instanceof GatewayFailure ? (error.status ?? null) : null
    const context = suggestionContext(this.#parts.facts(), question, { ...call, status })
    const id = randomUUID()
    this.#track(['requested'], { id, context, at })
    this.#track(['error'], { id, context, at: Date.now() })
  }

  tell(events: readonly FeedbackEvent[]): void {
    for (const { event, suggestion_id: id } of events) {
      const action = ACTIONS[event]
      const context = this.#known.get(id)
      if (action && context) this.#track([action], { id, context, at: Date.now() })
    }
  }

  close(): Promise<void> {
    return this.#parts.snowplow.flush()
  }

  #track(
    events: readonly string[],
    { id, context, at }: { id: string; context: SuggestionContext; at: number },
  ): void {
    const contexts = contextsOf(this.#parts.editor(), context)
    if (!contexts) return
    for (const event of events) {
      this.#parts.snowplow.track({ action: `suggestion_${event}`, label: id, at, contexts })
    }
  }
}
