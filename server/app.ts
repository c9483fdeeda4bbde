import type { FastifyInstance } from 'fastify'
import { access } from './access.ts'
import { accessLog } from './access-log.ts'
import { apiDocs } from './api-docs.ts'
import { createAuth } from './auth/auth.ts'
import { bareApp } from './bare-app.ts'
import { bodies } from './body.ts'
import { CloudAccess } from './cloud/cloud-access.ts'
import type { Config } from './config.ts'
import { cors } from './cors.ts'
import { Dispatcher } from './dispatch/dispatcher.ts'
import { serverQueues } from './dispatch/server-queues.ts'
import { Drain } from './drain.ts'
import { answerError } from './error-handler.ts'
import { Outcomes } from './experiments/outcomes.ts'
import { fetchJson } from './fetch-json.ts'
import { limitRequests } from './limits/limiting.ts'
import { infoLine, logLines } from './logger.ts'
import { ModelClient } from './model-client.ts'
import { ModelServers } from './model-servers.ts'
import { untilNobodyWaits } from './nobody-waits.ts'
import { PlainAnswers } from './plain-answers.ts'
import { admin } from './routes/admin.ts'
import { chatAgent } from './routes/chat-agent.ts'
import { codeCompletions } from './routes/code-completions.ts'
import { codeGenerations } from './routes/code-generations.ts'
import { codeSuggestions } from './routes/code-suggestions.ts'
import { feedback } from './routes/feedback.ts'
import { fimCompletions } from './routes/fim-completions.ts'
import { modelDefinitions } from './routes/model-definitions.ts'
import { monitoring } from './routes/monitoring.ts'
import { notServed } from './routes/not-served.ts'
import { prompts } from './routes/prompts.ts'
import { userAccessToken } from './routes/user-access-token.ts'
import { createRouting } from './routing.ts'
import { LastNamed } from './selection/last-named.ts'
import { processTime } from './streams.ts'
import { createSuggester } from './suggest.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { readOutgoing } from './tls.ts'
import { unusedConnections } from './unused-connections.ts'
import { Upstream } from './upstream.ts'
import { pages } from './web/pages.ts'

declare module 'fastify' {
  interface FastifyInstance {
    disallowedFlags: Config['disallowedFlags']
    region: string
    /** Begins before the app is closed, where somebody has to learn of it. */
    drain: Drain
    /** Reads midfill.yaml again, now; does nothing where there is none. */
    reloadConfig: () => void
  }
}

const SWEEP_EVERY_MS = 50

export async function buildApp(config: Config): Promise<FastifyInstance> {
  const lines = logLines(config)
  const app = bareApp(config, lines)
  const upstream = new Upstream(readOutgoing(config.outgoing))
  const { models } = config
  const routing = createRouting(config, app.log)
  const { live, router, rail, experiments, follower, store } = routing
  app.decorate('reloadConfig', () => follower?.reload())
  const auth = createAuth(config.access, {
    isFileKey: (digest) => live.current().isApiKey(digest),
    fetchJson: fetchJson(upstream),
    now: Date.now,
    log: app.log,
  })
  app.addHook('onClose', async () => {
    auth.close()
    follower?.close()
    await experiments.flush()
    store?.close()
    await upstream.close()
  })
  const unused = unusedConnections(app.server)
  app.addHook('preClose', async () => {
    await untilNobodyWaits(app.server)
    unused.close()
    closeAsTheyFallIdle(app)
  })
  const drain = new Drain()
  app.decorate('drain', drain)
  app.decorate('disallowedFlags', config.disallowedFlags)
  app.decorate('region', config.region)
  app.setErrorHandler(answerError)
  const watch = telemetry(app, config, upstream)
  accessLog(app, { write: infoLine(config, lines), ear: watch.requests })
  app.addHook('onRequest', (request, reply, next) => {
    reply.header('x-request-id', request.id)
    next()
  })
  app.addHook('onSend', (_request, reply, _payload, next) => {
    reply.header('x-process-time', processTime(reply))
    next()
  })
  drain.watch(app)
  cors(app)
  // A file that comes to name keys shuts a gateway that was open.
  const isOpen = (): boolean => config.access.isOpen && !live.current().hasApiKeys
  if (config.adminToken !== '' || isOpen()) pages(app)
  access(app, auth, isOpen)
  const limiting = limitRequests(app, { store, live })
  bodies(app)
  notServed(app)
  await apiDocs(app, config.docs)

  const { extraHeaders } = models
  const cloud = new CloudAccess(models.cloud)
  const servers = new ModelServers({ upstream, cloud, extraHeaders, log: app.log })
  const client = new ModelClient(models, { upstream, servers, cloud })
  const lastNamed = new LastNamed()
  const { answerLives } = models
  const dispatcher = new Dispatcher(client, { answerLives, meter: watch.meter })
  const queues = serverQueues(models, upstream, dispatcher)
  app.addHook('onClose', async () => queues?.close())
  const { users, events } = watch
  const outcomes = new Outcomes({ experiments, rail, users, lifecycle: events })
  const suggester = createSuggester({
    isStreaming: models.isStreaming,
    client,
    dispatcher,
    outcomes,
  })
  codeCompletions(app, { suggester, router, lastNamed })
  fimCompletions(app, { suggester, router, lastNamed })
  codeGenerations(app, { suggester, router })
  codeSuggestions(app, { suggester, router, lastNamed })
  const { isStreaming } = models
  const answers = new PlainAnswers({ isStreaming, dispatcher, outcomes })
  prompts(app, { router, answers, diagnosis: { upstream, servers, extraHeaders } })
  chatAgent(app, { router, answers })
  userAccessToken(app, auth)
  modelDefinitions(app)
  feedback(app, { experiments, events })
  admin(app, { token: config.adminToken, isOpen, routing, dispatcher, router, suggester })
  monitoring(app, drain)
  watch.serve({ routing, dispatcher, ...limiting })
  app.addHook('onListen', async () => {
    // With keys of its own and no GitLab there is nothing to fetch, and no token to sign.
    const { issuers, apiKeys } = config.access
    const hasKeys = apiKeys.length > 0 || live.current().hasApiKeys
    if (!isOpen() && (issuers.length > 0 || !hasKeys)) await auth.warmUp()
  })
  return app
}

/** A connection whose answer was under way when the stop began would be kept alive, and hold up the process. */
function closeAsTheyFallIdle({ server }: FastifyInstance): void {
  // Immediates run when what has come was read.
  const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), SWEEP_EVERY_MS)
  server.once('close', () => clearInterval(sweep))
}
