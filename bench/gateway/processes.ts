// Processes of the bench: workers of its own, built like the gateway itself, and the peers.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Two sockets for each of 4,000 streams, and room. */
const MAX_DESCRIPTORS = 20_000
const START_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 50
const WORKERS = ['cheap-upstream', 'bare-proxy', 'load-driver'] as const

/** Temporary files of one run. */
export const scratch = mkdtempSync(join(tmpdir(), 'midfill-bench-'))
const children: ChildProcess[] = []

export interface Running {
  pid: number
  port: number
}

/** Plain JavaScript, so that no loader stands between what is measured and Node. */
export async function buildWorkers(): Promise<void> {
  await build({
    entryPoints: WORKERS.map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))),
    outdir: scratch,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
}

export const startWorker = (name: (typeof WORKERS)[number], args: string[] = []): ChildProcess =>
  start(process.execPath, [join(scratch, `${name}.cjs`), ...args])

/** What it writes goes to /dev/null: a container's log collector is not part of the question. */
export function start(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  const child = spawn(
    'sh',
    ['-c', `ulimit -n ${MAX_DESCRIPTORS}; exec "$0" "$@"`, command, ...args],
    { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  )
  children.push(child)
  return child
}

/** A process that says its port when it listens. */
export async function listening(child: ChildProcess): Promise<Running> {
  const gaveUp = AbortSignal.timeout(START_WITHIN_MS)
  const [message] = await once(child, 'message', { signal: gaveUp })
  return { pid: child.pid ?? 0, port: message.port }
}

/** A process that says nothing, but was told its port. */
export async function accepting(child: ChildProcess, port: number): Promise<Running> {
  const endsAt = Date.now() + START_WITHIN_MS
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > endsAt) throw new Error('it does not start')
    await pause(LOOK_EVERY_MS)
  }
  return { pid: child.pid ?? 0, port }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

export async function stopAll(): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(scratch, { recursive: true, force: true })
}
