// What became of suggestions, as GitLab counts it: ids, languages and sizes, no code.
import type { FeedbackEvent } from '../../protocol/index.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'
import { keepNewest } from '../keep-newest.ts'
import { Deadline } from '../network/deadline.ts'
import type { GitlabApi } from './api.ts'

const TRACK_EVENT = '/api/v4/usage_data/track_event'
const WITHIN_MS = 2_000
/** Suggestions that may still be heard of. */
const MAX_KNOWN = 200

/** GitLab's names; it knows no others. */
const NAMES: Readonly<Partial<Record<FeedbackEvent['event'], string>>> = {
  shown: 'code_suggestion_shown_in_ide',
  accepted: 'code_suggestion_accepted_in_ide',
  rejected: 'code_suggestion_rejected_in_ide',
}

interface Known {
  language: string
  lines: number
}

export class InstanceEvents {
  readonly #api: GitlabApi
  readonly #known = new Map<string, Known>()
  #isStopped = false

  constructor(api: GitlabApi) {
    this.#api = api
  }

  /** The instance does not know events. */
  stop(): void {
    this.#isStopped = true
  }

  suggested({ languageId }: Question, { id, text }: GatewaySuggestion): void {
    if (text === '') return
    const known = { language: languageId, lines: text.split('\n').length }
    keepNewest(this.#known, id, known, MAX_KNOWN)
  }

  /** Rejects with a GatewayFailure; an instance that knows no events is not told again. */
  async tell(events: readonly FeedbackEvent[]): Promise<void> {
    for (const { event, suggestion_id: id } of events) {
      const name = NAMES[event]
      const known = this.#known.get(id)
      if (name && known && !this.#isStopped) await this.#send(name, id, known)
    }
  }

  async #send(event: string, id: string, { language, lines }: Known): Promise<void> {
    const deadline = new Deadline(WITHIN_MS)
    const body = {
      event,
      additional_properties: {
        unique_tracking_id: id,
        timestamp: new Date().toISOString(),
        language,
        suggestion_size: lines,
      },
    }
    try {
      const answer = await this.#api.post(TRACK_EVENT, body, { signal: deadline.signal })
      await answer.body.dump()
    } catch (error) {
      const isUnknown = error instanceof GatewayFailure && error.status === 404
      if (!isUnknown) throw error
      this.stop()
    } finally {
      deadline.end()
    }
  }
}
