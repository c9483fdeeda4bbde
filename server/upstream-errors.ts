// What a client learns when a model server fails. Hosts, keys and bodies stay out of every message.
import { GatewayError } from '../protocol/index.ts'
import type { DeadlineKind } from './deadline.ts'
import { promptTooLong } from './prompt-too-long.ts'
import { saidIn } from './said-by-server.ts'

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
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, by the clock here',
  ERR_SSL_WRONG_VERSION_NUMBER: 'its URL begins with https://, and it speaks no TLS',
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
export function unexpected(what: string, said: string): GatewayError {
  if (!IS_ERROR.test(said)) return unreadable(`${what} is not of the expected form`)
  return promptTooLong(saidIn(said)) ?? unreadable(`${what} tells of an error`)
}

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
