// The gateway's process: configuration, app, listen, graceful close.
import { Server } from 'node:https'
import { setFlagsFromString } from 'node:v8'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { followRenewals } from './tls.ts'
import { whoAnswers } from './who-answers.ts'

/**
 * Where objects of one place in the code outlive a collection, as those of many streams do, V8 makes all later ones
 * of that place in old memory at once. There they keep the texts of requests that are long over.
 */
const HEAP_FLAGS = '--no-allocation-site-pretenuring'

/** Streams get this long to finish when the process is asked to stop. */
const GRACE_MS = 25_000

/** Runs until a signal, or until the parent that started it goes away. Ends the process when it cannot start. */
export async function runGateway(filePath = ''): Promise<void> {
  setFlagsFromString(HEAP_FLAGS)
  try {
    const config = loadConfig(process.env, filePath)
    const app = await buildApp(config)
    await app.listen({ host: config.host, port: config.port })
    sayWhatMatters(app, config)
    if (config.tls && app.server instanceof Server) {
      const stopFollowing = followRenewals(app.server, config.tls, app.log)
      app.server.once('close', stopFollowing)
    }
    stopWhenAsked(app, config.drainMs)
    reloadWhenAsked(app, config)
    const address = app.server.address()
    if (address && typeof address === 'object') process.send?.({ port: address.port })
  } catch (error) {
    process.stderr.write(`${startError(error)}\n`)
    process.exit(1)
  }
}

function sayWhatMatters(app: FastifyInstance, config: Config): void {
  for (const note of config.notes) app.log.warn(note)
  app.log.info(whoAnswers(config))
  if (config.access.isOpen) {
    app.log.warn(
      `nothing says who may ask, so only this machine can (${config.host}): AIGW_GITLAB_URL or MIDFILL_API_KEYS lets others in`,
    )
  }
}

/** `drainMs`: how long a load balancer needs to see that it should go elsewhere. */
function stopWhenAsked(app: FastifyInstance, drainMs: number): void {
  let isStopping = false
  const stop = (afterMs: number): void => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), afterMs + GRACE_MS).unref()
    app.drain.begin()
    setTimeout(() => app.close().then(() => process.exit(0)), afterMs)
  }
  process.once('SIGTERM', () => stop(drainMs))
  process.once('SIGINT', () => stop(0))
  // A language server's child: it does not outlive its parent.
  process.once('disconnect', () => stop(0))
}

/** `systemctl reload` must not end a service that has no file; one on a terminal ends when that is closed. */
function reloadWhenAsked(app: FastifyInstance, { file }: Config): void {
  if (file) process.on('SIGHUP', () => app.reloadConfig())
  else if (!process.stdin.isTTY) {
    process.on('SIGHUP', () =>
      app.log.info('nothing to read again: there is no midfill.yaml, and variables need a restart'),
    )
  }
}

function startError(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof Error)) return String(error)
  const wayOut = 'code' in error ? LISTEN_FAULTS[String(error.code)] : undefined
  return wayOut ? `${wayOut} (${error.message})` : `The gateway cannot start: ${error.message}`
}

/** By the code of what `listen` says; its message names address and port. */
const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'The port is in use. Stop what has it, or choose another with AIGW_FASTAPI__API_PORT.',
  EACCES:
    'The port is not for this user: take one from 1024 on with AIGW_FASTAPI__API_PORT, or a proxy in front.',
  EADDRNOTAVAIL:
    'AIGW_FASTAPI__API_HOST is no address of this machine: leave it empty to listen on all.',
  ENOTFOUND:
    'AIGW_FASTAPI__API_HOST is a name without an address: leave it empty to listen on all.',
}
