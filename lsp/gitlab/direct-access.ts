// The pass to a GitLab instance's gateway: fetched in the background, renewed before it ends.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import { GatewayFailure } from '../gateway-wire.ts'
import { Backoff } from './backoff.ts'

const Details = Type.Object({
  base_url: Type.String({ pattern: '^https?://' }),
  token: Type.String({ minLength: 1 }),
  expires_at: Type.Number({ description: 'Seconds since 1970.' }),
  headers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  model_details: Type.Optional(
    Type.Union([
      Type.Null(),
      Type.Object({
        model_provider: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        model_name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
    ]),
  ),
})
export type DirectDetails = Static<typeof Details>

const readDetails = checker(Details)

/** Not used in its last seconds: it has to be good when the gateway looks at it. */
const USED_UNTIL_MS = 40_000
/** A new one is fetched while the old one is still good. */
const RENEWED_BEFORE_MS = 120_000
/** A clock that is wrong, or passes that end soon, must not make a request of every key. */
const RENEWED_AGAIN_AFTER_MS = 30_000
const DETAILS_BACKOFF = { firstMs: 1_000, factor: 3, maxMs: 3_600_000 }
const CALLS_BACKOFF = { firstMs: 1_000, factor: 5, maxMs: 600_000 }
/** An instance that has switched it off, or does not know it, is not asked for a good while. */
const REFUSED_MS = 600_000

export interface DirectAccessParts {
  /** Asks the instance; rejects with a GatewayFailure. */
  fetchDetails(): Promise<unknown>
  /** Milliseconds since 1970, by which passes end; somebody may set that clock. */
  now(): number
  /** Milliseconds that never go back. */
  elapsed(): number
  /** The direct connection cannot be used: a line for the log. */
  log(problem: string): void
}

export class DirectAccess {
  readonly #parts: DirectAccessParts
  readonly #detailsBackoff: Backoff
  readonly #callsBackoff: Backoff
  #details: DirectDetails | undefined
  #isFetching = false
  #fetchedAt = Number.NEGATIVE_INFINITY

  constructor(parts: DirectAccessParts) {
    this.#parts = parts
    this.#detailsBackoff = new Backoff({ ...DETAILS_BACKOFF, now: parts.elapsed })
    this.#callsBackoff = new Backoff({ ...CALLS_BACKOFF, now: parts.elapsed })
  }

  /** A pass that is good now. Never waits: without one the instance itself is asked, and a pass is fetched meanwhile. */
  current(): DirectDetails | undefined {
    const goodForMs = this.#goodForMs
    if (goodForMs < RENEWED_BEFORE_MS) this.renew()
    return goodForMs > USED_UNTIL_MS && this.#callsBackoff.isOver ? this.#details : undefined
  }

  /** Whom the gateway takes us for, as the instance told. */
  get identity(): { gitlab_instance_id: string | null; gitlab_global_user_id: string | null } {
    const headers = this.#details?.headers ?? {}
    const header = (wanted: string): string | null => {
      const [, value] =
        Object.entries(headers).find(([name]) => name.toLowerCase() === wanted) ?? []
      return typeof value === 'string' && value !== '' ? value : null
    }
    return {
      gitlab_instance_id: header('x-gitlab-instance-id'),
      gitlab_global_user_id: header('x-gitlab-global-user-id'),
    }
  }

  renew(): void {
    if (this.#isFetching || !this.#detailsBackoff.isOver) return
    if (this.#details && this.#parts.elapsed() - this.#fetchedAt < RENEWED_AGAIN_AFTER_MS) return
    this.#isFetching = true
    void this.#fetch().finally(() => {
      this.#isFetching = false
    })
  }

  callWorked(): void {
    this.#callsBackoff.worked()
  }

  /** A pass that the gateway does not take is not shown again. */
  callFailed(status: number | undefined): void {
    this.#callsBackoff.failed()
    if (status === 401) this.#details = undefined
  }

  get #goodForMs(): number {
    return this.#details ? this.#details.expires_at * 1000 - this.#parts.now() : 0
  }

  async #fetch(): Promise<void> {
    try {
      const { value } = readDetails(await this.#parts.fetchDetails())
      if (!value) throw new GatewayFailure('its answer has a form that is not known')
      this.#details = value
      this.#fetchedAt = this.#parts.elapsed()
      this.#detailsBackoff.worked()
    } catch (error) {
      const status = error instanceof GatewayFailure ? error.status : undefined
      const isRefused = status !== undefined && status >= 400 && status < 500
      this.#detailsBackoff.failed(isRefused ? REFUSED_MS : 0)
      const reason = error instanceof GatewayFailure ? error.message : 'unknown error'
      this.#parts.log(`no direct connection to GitLab's gateway: ${reason}`)
    }
  }
}
