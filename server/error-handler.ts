// The edge: whatever went wrong becomes one answer and at most one line in the log.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, GatewayError } from '../protocol/index.ts'
import { refuseBody } from './refuse-body.ts'
import { processTime } from './streams.ts'
import { Cancelled } from './upstream-errors.ts'

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof Cancelled || reply.raw.destroyed) {
    request.log.debug('the client left')
    reply.hijack()
    return
  }
  const known = asGatewayError(error)
  if (known.status >= 500) {
    const about = { correlation_id: request.id, code: known.code, err: inside(error) }
    request.log.error(about, 'failed')
  }
  if (known.retryAfterSeconds !== undefined) reply.header('retry-after', known.retryAfterSeconds)
  if (known.code === 'body_too_large') {
    reply.header('x-process-time', processTime(reply))
    refuseBody(reply, known.status, inWords(known))
    return
  }
  reply.code(known.status).send(inWords(known))
}

/** A 401 is exactly what GitLab's installation guide tells administrators to look for. */
const inWords = ({ status, code, message, problems }: GatewayError): object =>
  status === 401 ? { error: message } : { detail: problems ?? message, code, message }

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
