/**
 * Every error code that a client of the gateway may see, with its HTTP status.
 * Codes are an API: they never change meaning.
 */
export const ERROR_STATUS = {
  /** What came is no HTTP. */
  malformed_request: 400,
  unknown_prompt: 400,
  unauthenticated: 401,
  forbidden: 403,
  custom_models_disabled: 403,
  model_host_refused: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  /** `/v1/prompts`, `/v2/prompts`: the model failed; GitLab shows the reason to an administrator. */
  model_refused: 421,
  invalid_request: 422,
  upstream_overloaded: 429,
  /** The gateway itself refuses: this user, instance or key asks too often. */
  rate_limited: 429,
  headers_too_large: 431,
  internal_error: 500,
  /** The model server refused us: wrong key, wrong model, wrong path. */
  upstream_rejected: 502,
  /** The model server answered something that is not an answer. */
  upstream_unreadable: 502,
  /** The model server is not there, or failed. */
  upstream_unavailable: 503,
  /** The gateway itself refuses: no model server can answer before the request's deadline. */
  overloaded: 503,
  shutting_down: 503,
  upstream_timeout: 504,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** One thing wrong with a request, in the form that GitLab shows to an administrator. */
export interface Problem {
  /** Where: `['body', 'current_file', 'file_name']`. */
  loc: (string | number)[]
  /** What is wrong. Never contains the value that was sent. */
  msg: string
  type: string
}

export interface GatewayErrorOptions {
  cause?: unknown
  problems?: Problem[]
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number
  /** The status that the model server itself answered, where it did. */
  upstreamStatus?: number
}

/** A failure that a client may see. The message of a 4xx helps the caller; no message holds code, prompts or keys. */
export class GatewayError extends Error {
  readonly code: ErrorCode
  readonly problems: Problem[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly upstreamStatus: number | undefined

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'GatewayError'
    this.code = code
    this.problems = options.problems
    this.retryAfterSeconds = options.retryAfterSeconds
    this.upstreamStatus = options.upstreamStatus
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}
