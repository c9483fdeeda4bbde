// The built gateway as a process of its own, as a user runs it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface RunningGateway {
  url: string
  pid: number
  /** What it has written to standard output and standard error so far. */
  log(): string
  stop(): Promise<number | null>
}

interface Cleanup {
  after(run: () => unknown): void
}

/** Starts `midfill gateway` on a free port and waits until it listens. */
export async function startGateway(
  t: Cleanup | undefined,
  env: Record<string, string> = {},
  cli = CLI,
): Promise<RunningGateway> {
  const child = spawn(process.execPath, [cli, 'gateway'], {
    env: {
      PATH: process.env.PATH,
      AIGW_FASTAPI__API_PORT: '0',
      AIGW_FASTAPI__METRICS_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let log = ''
  child.stdout?.on('data', (chunk) => {
    log += chunk
  })
  child.stderr?.on('data', (chunk) => {
    log += chunk
  })
  const exited = once(child, 'exit')
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
    return child.exitCode
  }
  t?.after(stop)
  const message = await Promise.race([once(child, 'message').then(([sent]) => sent), exited])
  if (!message || typeof message.port !== 'number') throw new Error(`no gateway:\n${log}`)
  return {
    url: `http://127.0.0.1:${message.port}`,
    pid: child.pid ?? 0,
    log: () => log,
    stop,
  }
}
