// A gateway of our own, for when the settings name none: a child process on a free loopback port.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { GatewayAddress } from './gateway.ts'

const START_WITHIN_MS = 10_000
/** A child that dies is not started again before this. */
const RESTART_AFTER_MS = 5_000

/** Starts the child when it is first needed and again when it died. */
export class ChildGateway {
  #child: ChildProcess | undefined
  #address: Promise<GatewayAddress> | undefined
  #lastStart = Number.NEGATIVE_INFINITY
  readonly #entry: string

  /** `entry` is the script that understands `gateway`: the bundled cli.js. */
  constructor(entry: string) {
    this.#entry = entry
  }

  /** Resolves when the child listens; rejects when it cannot be started. */
  address(): Promise<GatewayAddress> {
    if (this.#address) return this.#address
    if (performance.now() - this.#lastStart < RESTART_AFTER_MS) {
      return Promise.reject(
        new Error('the gateway of its own stopped and is not started again yet'),
      )
    }
    this.#lastStart = performance.now()
    this.#address = this.#start()
    this.#address.catch(() => this.close())
    return this.#address
  }

  close(): void {
    this.#address = undefined
    this.#child?.kill()
    this.#child = undefined
  }

  #start(): Promise<GatewayAddress> {
    const apiKey = randomUUID()
    const child = spawn(process.execPath, [this.#entry, 'gateway'], {
      // Our own standard output speaks LSP: the child's goes to standard error, where editors keep logs.
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
      env: {
        ...process.env,
        AIGW_FASTAPI__API_HOST: '127.0.0.1',
        AIGW_FASTAPI__API_PORT: '0',
        AIGW_FASTAPI__METRICS_PORT: '0',
        AIGW_LOGGING__LEVEL: 'warn',
        // No other user of this machine can ask it.
        MIDFILL_API_KEYS: apiKey,
      },
    })
    this.#child = child
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it did not start in time')), START_WITHIN_MS)
      child.once('message', (message: unknown) => {
        clearTimeout(timer)
        const port = portIn(message)
        if (port) resolve({ url: `http://127.0.0.1:${port}`, apiKey })
        else reject(new Error('it did not say where it listens'))
      })
      child.once('error', reject)
      child.once('exit', (code) => {
        clearTimeout(timer)
        if (this.#child === child) this.close()
        reject(new Error(`it stopped with status ${code}`))
      })
    })
  }
}

function portIn(message: unknown): number | undefined {
  const isPort = message && typeof message === 'object' && 'port' in message
  return isPort && typeof message.port === 'number' ? message.port : undefined
}
