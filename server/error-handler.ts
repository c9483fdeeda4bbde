// The edge: whatever went wrong becomes one answer and at most one line in the log.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayError } from '../protocol/index.ts'
import { reportFailure } from './failure.ts'
import { refuseBody } from './refuse-body.ts'
import { processTime } from './streams.ts'
import { Cancelled } from './upstream-errors.ts'

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof Cancelled || reply.raw.destroyed) {
    request.log.debug('the client left')
    reply.hijack()
    return
  }
  const known = reportFailure(error, request)
  if (known.retryAfterSeconds !== undefined) reply.header('retry-after', known.retryAfterSeconds)
  if (known.code === 'body_too_large') {
    reply.header('x-process-time', processTime(reply))
    refuseBody(reply, known.status, inWords(known, request.url))
    return
  }
  reply.code(known.status).send(inWords(known, request.url))
}

/** A 401 is exactly what GitLab's installation guide tells administrators to look for. */
function inWords({ status, code, message, problems }: GatewayError, url: string): object {
  if (status !== 401) return { detail: problems ?? message, code, message }
  if (FIM.test(url)) return { error: message, message }
  if (!PROMPTS.test(url)) return { error: message }
  return { error: message, detail: [{ loc: ['header'], msg: message, type: code }] }
}

/** Whose clients look for `message`, as Mistral's API says it. */
const FIM = /^\/v1\/fim\//

/** Where GitLab shows an administrator what is in `detail`, and "Unknown error" without it. */
const PROMPTS = /^\/v[12]\/prompts\//
