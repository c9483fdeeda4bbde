// The app before it serves anything: sizes, times, ids, and what becomes of what is no HTTP.
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Config } from './config.ts'
import { type Lines, loggerOptions } from './logger.ts'
import { plainPath } from './paths.ts'
import { readTls } from './tls.ts'
import { answerUnreadable } from './unreadable-request.ts'

/** GitLab's largest body is about 600,000 characters, which is up to 2.4 MB of escaped JSON. */
const MAX_BODY_BYTES = 8 * 1024 * 1024
/** A request that is sent more slowly than this, head and body, is given up. */
const REQUEST_TIMEOUT_MS = 30_000
/** How exactly that is kept. */
const TIMEOUTS_LOOKED_AT_EVERY_MS = 1_000
/** Node takes the longer of its two timeouts for the body: a larger one for the head would win. */
const TIMEOUTS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  headersTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUTS_LOOKED_AT_EVERY_MS,
}
/** Above the 30 s for which GitLab's proxy keeps idle connections. */
const KEEP_ALIVE_MS = 65_000
const MAX_REQUEST_ID_CHARS = 255

export function bareApp(config: Config, lines: Lines): FastifyInstance {
  const options = {
    logger: loggerOptions(config, lines),
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request costs more than the one line that it writes.
    childLoggerFactory: (logger: FastifyBaseLogger) => logger,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle' as const,
    // What comes over an open connection while others end is served.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: ({ url }: { url?: string }) => plainPath(url ?? '/'),
    clientErrorHandler(this: FastifyInstance, error: Error, socket: Socket) {
      answerUnreadable(error, socket, this.log)
    },
    genReqId: ({ headers }: { headers: Record<string, string | string[] | undefined> }) =>
      requestId(headers['x-request-id']),
  }
  if (!config.tls) return fastify({ ...options, http: TIMEOUTS })
  const app = fastify({ ...options, https: { ...TIMEOUTS, ...readTls(config.tls) } })
  return app as unknown as FastifyInstance
}

const requestId = (sent: string | string[] | undefined): string =>
  typeof sent === 'string' && sent !== '' && sent.length <= MAX_REQUEST_ID_CHARS
    ? sent
    : randomUUID().replaceAll('-', '')
