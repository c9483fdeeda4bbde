// Whatever went wrong, as the one error that a client may see; the log has all of it, once.
import type { FastifyError, FastifyRequest } from 'fastify'
import { type ErrorCode, GatewayError } from '../protocol/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request failed, where it did; for the access log. */
    failure: GatewayError | undefined
  }
}

export function reportFailure(error: unknown, request: FastifyRequest): GatewayError {
  const known = asGatewayError(error)
  request.failure = known
  if (known.status >= 500) {
    const about = { correlation_id: request.id, code: known.code, error: inside(error) }
    request.log.error(about, 'failed')
  }
  return known
}

const INTERNAL = new GatewayError('internal_error', 'Internal server error')

const BY_FASTIFY_CODE: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than 8 MiB'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'The body is not as long as announced'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['invalid_request', 'The content type must be application/json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_request', 'The body is empty; it must be JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_request', 'The body is not JSON'],
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (!(error instanceof Error)) return INTERNAL
  const { code = '', statusCode = 500 }: Partial<FastifyError> = error
  const [known, message] = BY_FASTIFY_CODE[code] ?? []
  if (known && message) return requestError(known, message)
  return statusCode < 500 ? requestError('invalid_request', 'The request cannot be read') : INTERNAL
}

const requestError = (code: ErrorCode, msg: string): GatewayError =>
  new GatewayError(code, msg, {
    ...(code === 'invalid_request'
      ? { problems: [{ loc: ['body'], msg, type: 'json_invalid' }] }
      : {}),
  })

/** For the log: what kind of failure and where, without messages that may quote a body. */
const inside = (error: unknown): object =>
  error instanceof GatewayError
    ? { message: error.message, cause: nameOf(error.cause) }
    : { name: nameOf(error), stack: error instanceof Error ? frames(error) : undefined }

const nameOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
}

const frames = (error: Error): string[] | undefined =>
  error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim())
