// Completions straight from the gateway of a GitLab instance, with a pass that the instance gives.
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'
import { Deadline } from '../network/deadline.ts'
import type { GitlabApi } from './api.ts'
import { DirectAccess } from './direct-access.ts'
import { bodyFor, suggestionIn } from './wire.ts'

export interface DirectWayParts {
  api: GitlabApi
  /** Aborts with the instance. */
  closed: AbortSignal
  log(problem: string): void
}

/** A direct connection that does not answer by then is slower than the way through GitLab. */
const DIRECT_WITHIN_MS = 5_000
const DETAILS_WITHIN_MS = 15_000
const DIRECT_ACCESS = '/api/v4/code_suggestions/direct_access'

export class DirectWay {
  readonly #parts: DirectWayParts
  readonly #access: DirectAccess

  constructor(parts: DirectWayParts) {
    this.#parts = parts
    this.#access = new DirectAccess({
      fetchDetails: () => this.#fetchDetails(),
      now: Date.now,
      elapsed: () => performance.now(),
      log: parts.log,
    })
  }

  /** Whom the pass is for, as far as it was told. */
  get identity(): DirectAccess['identity'] {
    return this.#access.identity
  }

  /** Fetches a pass in the background. */
  renew(): void {
    this.#access.renew()
  }

  /** Undefined: the instance itself has to be asked. Never rejects but with the signal's reason. */
  async ask(
    question: Question,
    signal: AbortSignal,
    projectPath: string,
  ): Promise<GatewaySuggestion | undefined> {
    const details = question.wish.kind === 'completion' ? this.#access.current() : undefined
    if (!details) return undefined
    const deadline = new Deadline(DIRECT_WITHIN_MS, signal)
    const model = details.model_details ?? undefined
    try {
      const body = bodyFor(question, { projectPath, stream: false, model })
      const answer = await this.#parts.api.postDirect(details, body, deadline.signal)
      const suggestion = suggestionIn(await answer.body.json())
      this.#access.callWorked()
      return suggestion
    } catch (error) {
      signal.throwIfAborted()
      this.#access.callFailed(error instanceof GatewayFailure ? error.status : undefined)
      const reason =
        error instanceof GatewayFailure ? error.message : 'it is too slow, or broke off'
      this.#parts.log(`GitLab is asked in place of its gateway: ${reason}`)
      return undefined
    } finally {
      deadline.end()
    }
  }

  async #fetchDetails(): Promise<unknown> {
    const { api, closed } = this.#parts
    const deadline = new Deadline(DETAILS_WITHIN_MS, closed)
    try {
      const answer = await api.post(DIRECT_ACCESS, {}, { signal: deadline.signal })
      return await answer.body.json()
    } catch (cause) {
      if (cause instanceof GatewayFailure) throw cause
      throw new GatewayFailure('GitLab did not answer', { cause })
    } finally {
      deadline.end()
    }
  }
}
