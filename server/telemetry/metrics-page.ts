// GET /metrics: on a port of its own, or on the gateway's where both are the same.
import { createServer, type Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface MetricsPlace {
  readonly host: string
  /** 0: nowhere. */
  readonly port: number
}

/** Needs no token, as with GitLab's gateway: who reaches the port may read it. */
export function metricsPage(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('content-type', metrics.contentType)
    return metrics.text()
  })
}

/** A port that is taken is told in the log, and keeps nobody from suggestions. */
export function metricsServer(app: FastifyInstance, metrics: Metrics, place: MetricsPlace): void {
  const server = createServer(async ({ method, url }, response) => {
    const isPage = (method === 'GET' || method === 'HEAD') && url?.split('?')[0] === '/metrics'
    if (!isPage) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', metrics.contentType)
    response.end(await metrics.text())
  })
  app.addHook('onListen', () => listening(app, server, place))
  app.addHook('onClose', async () => {
    server.closeAllConnections()
    server.close()
  })
}

function listening(app: FastifyInstance, server: Server, { host, port }: MetricsPlace) {
  return new Promise<void>((resolve) => {
    server.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.name
      app.log.warn(
        { code, port },
        'no metrics: their port cannot be had; choose another with AIGW_FASTAPI__METRICS_PORT',
      )
      resolve()
    })
    server.listen(port, host, resolve)
  })
}
