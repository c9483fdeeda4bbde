// What a client learns when a model server fails. Hosts, keys and bodies stay out of every message.
import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../protocol/index.ts'
import type { DeadlineKind } from './deadline.ts'

/** The client left, or a newer request took over. Not a failure: never counted, logged or answered. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled')
    this.name = 'Cancelled'
  }
}

export const unreachable = (cause: unknown): GatewayError =>
  new GatewayError('upstream_unavailable', `The model server cannot be reached: ${whyNot(cause)}`, {
    cause,
  })

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EACCES: 'its address is one that is never called',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'connection closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; set SSL_CERT_FILE',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an unknown CA; set SSL_CERT_FILE',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an unknown CA; set SSL_CERT_FILE',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an unknown CA; set SSL_CERT_FILE',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

const whyNot = (cause: unknown): string =>
  (cause instanceof Error && 'code' in cause && NETWORK_REASONS[String(cause.code)]) ||
  'connection failed'

export const unreadable = (why: string, cause?: unknown): GatewayError =>
  new GatewayError('upstream_unreadable', `The answer of the model server cannot be used: ${why}`, {
    cause,
  })

/** Servers and proxies that fail once their status is sent say so in the answer; what they say may hold code. */
const IS_ERROR = /^\s*\{\s*"error"/

/** For an answer, or an event of a stream, in a form that its dialect does not have. */
export const unexpected = (what: string, said: string): GatewayError =>
  unreadable(`${what} ${IS_ERROR.test(said) ? 'tells of an error' : 'is not of the expected form'}`)

export const notStreamed = (): GatewayError =>
  unreadable(
    'it is no stream; for a server that cannot stream set AIGW_CUSTOM_MODELS__DISABLE_STREAMING',
  )

export const brokenOff = (): GatewayError =>
  new GatewayError('upstream_unreadable', 'The model server broke off in the middle of its answer')

const EXPIRED: Record<DeadlineKind, string> = {
  connect: 'The model server cannot be reached: no connection in time',
  first_byte: 'The model server did not begin to answer in time',
  gap: 'The model server stopped in the middle of its answer',
  total: 'The model server took too long to answer',
}

export const expired = (kind: DeadlineKind): GatewayError =>
  new GatewayError(kind === 'connect' ? 'upstream_unavailable' : 'upstream_timeout', EXPIRED[kind])

const REASONS: Record<number, string> = {
  401: 'it refused the key',
  403: 'it refused the key',
  404: 'it does not know this model or path; does the endpoint end in /v1, and is the model name right?',
}

/** The model server does not take a parameter of the request. */
export class RefusedParameter extends GatewayError {
  /** Names in the words of the request, as the refusal mentions them. */
  readonly names: readonly string[]

  constructor(status: number, names: readonly string[]) {
    const message = `The model server answered ${status}: it does not accept ${names.join(', ')}`
    super('upstream_rejected', message, { upstreamStatus: status })
    this.names = names
  }
}

/** Parameters that servers are known to refuse, as their messages quote them. */
const PARAMETERS = /\b(max_completion_tokens|max_tokens|temperature|stream_options|stop|n)\b/g

/** "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead." names the refused one first. */
const parametersIn = (body: Buffer): string[] =>
  [...body.toString('utf8').matchAll(PARAMETERS)].map(([name]) => name)

/** The server wants to be asked elsewhere. For models that is a refusal: nobody checked the other address. */
export class Redirected extends GatewayError {
  readonly location: string

  constructor(status: number, location: string) {
    const message = `The model server answered ${status}: it sends elsewhere, which is not followed; enter the address itself`
    super('upstream_rejected', message, { upstreamStatus: status })
    this.location = location
  }
}

/** An answer with a status other than 200. */
export function refusal(answer: {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}): GatewayError {
  const { status } = answer
  const { location } = answer.headers
  if (status >= 300 && status < 400 && location) return new Redirected(status, location)
  if (status === 400 || status === 422) {
    const names = parametersIn(answer.body)
    if (names.length > 0) return new RefusedParameter(status, names)
  }
  if (status === 429) {
    return new GatewayError('upstream_overloaded', 'The model server is overloaded', {
      upstreamStatus: status,
      retryAfterSeconds: secondsOf(answer.headers['retry-after']),
    })
  }
  if (status >= 500) {
    return new GatewayError('upstream_unavailable', `The model server failed (${status})`, {
      upstreamStatus: status,
    })
  }
  const reason = REASONS[status] ?? 'it does not accept this request'
  return new GatewayError('upstream_rejected', `The model server answered ${status}: ${reason}`, {
    upstreamStatus: status,
  })
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(header: string | undefined): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined
}
