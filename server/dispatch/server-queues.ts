import type { ModelConfig } from '../config.ts'
import { allWithin } from '../deadline.ts'
import type { Upstream } from '../upstream.ts'
import { type Clock, REAL_CLOCK } from './clock.ts'
import type { Replica } from './replica.ts'
import { Stop } from './stop.ts'

/** A replica that nobody called for so long is not looked at. */
const FORGOTTEN_AFTER_MS = 60_000

export interface ServerQueuesParts {
  readonly clock: Clock
  readonly everyMs: number
  /** Those whose deployment has others beside them. */
  replicas(): Iterable<Replica>
  /** The text at a URL. Rejects when there is none. */
  read(url: string): Promise<string>
}

/** Looks at what vLLM tells of its own queue: other gateways' calls wait there too. */
export class ServerQueues {
  readonly #parts: ServerQueuesParts
  #stop: () => void = () => {}
  #isClosed = false

  constructor(parts: ServerQueuesParts) {
    this.#parts = parts
    this.#arm()
  }

  close(): void {
    this.#isClosed = true
    this.#stop()
  }

  #arm(): void {
    if (this.#isClosed) return
    const { clock, everyMs } = this.#parts
    this.#stop = clock.after(everyMs, () => void this.#look().finally(() => this.#arm()))
  }

  async #look(): Promise<void> {
    const { clock, replicas, read } = this.#parts
    const since = clock.now() - FORGOTTEN_AFTER_MS
    const called = [...replicas()].filter((replica) => replica.calledAt >= since)
    await Promise.all(
      called.map(async (replica) => {
        try {
          replica.queuedThere = waitingIn(await read(metricsUrl(replica.deployment.baseUrl)))
        } catch {
          replica.queuedThere = 0 // A server without such a page is chosen by what we see ourselves.
        }
      }),
    )
  }
}

/** The page is beside `/v1`. */
const metricsUrl = (baseUrl: string): string =>
  `${baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')}/metrics`

/** Requests that wait, over all models of the server. Prometheus' text format; names as of vLLM 0.4 to 0.11. */
function waitingIn(page: string): number {
  let waiting = 0
  for (const [, count] of page.matchAll(/^vllm:num_requests_waiting(?:\{.*\})? +([\d.e+]+)/gm)) {
    waiting += Number(count) || 0
  }
  return waiting
}

const READ_WITHIN_MS = 1_000
const LIMITS = allWithin(READ_WITHIN_MS)

/** Undefined where it is not switched on. */
export function serverQueues(
  { metricsEveryMs, extraHeaders }: Pick<ModelConfig, 'metricsEveryMs' | 'extraHeaders'>,
  upstream: Upstream,
  dispatcher: { readonly chosenReplicas: Iterable<Replica> },
): ServerQueues | undefined {
  if (metricsEveryMs === 0) return undefined
  return new ServerQueues({
    clock: REAL_CLOCK,
    everyMs: metricsEveryMs,
    replicas: () => dispatcher.chosenReplicas,
    async read(url) {
      const call = { url: new URL(url), headers: { ...extraHeaders }, limits: LIMITS }
      return (await upstream.whole(call, new Stop())).toString('utf8')
    },
  })
}
