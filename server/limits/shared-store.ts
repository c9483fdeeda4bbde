// Redis or Valkey, where several gateways must agree. The only ioredis, loaded where an address is configured.
import type { Redis } from 'ioredis'
import { systemReason } from '../../protocol/index.ts'

/** Who counts what has happened can wait so long; whoever holds up a request says less. */
const ANSWER_WITHIN_MS = 2_000
const CONNECT_WITHIN_MS = 2_000
const LONGEST_PAUSE_MS = 5_000
const PROBE_AFTER_MS = 1_000
/** One script: sent once, and then called by its sum. */
export interface Script {
  readonly name: string
  readonly lua: string
}

/** In braces: in a cluster all keys must be in one place, as one script reads several. */
const PREFIX = '{midfill}:'

export interface ScriptInput {
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
  readonly withinMs?: number
}

interface Log {
  info(message: string): void
  warn(about: object, message: string): void
}

export class SharedStore {
  readonly #log: Log
  #redis: Redis | undefined
  /** Undefined: nothing has been heard yet. */
  #isUp: boolean | undefined
  #isClosed = false
  #probe: NodeJS.Timeout | undefined
  readonly #scripts = new Set<string>()

  /** Connects by itself, again and again. */
  constructor(url: string, log: Log) {
    this.#log = log
    void this.#connect(url)
  }

  /** Whether it answers. While it does not, nobody waits for it. */
  get isUp(): boolean {
    return this.#isUp === true
  }

  /** Undefined: no answer in time, by default in `ANSWER_WITHIN_MS`. */
  async run({ name, lua }: Script, { keys, args, withinMs }: ScriptInput): Promise<unknown> {
    const redis = this.#redis
    if (!redis) return undefined
    if (!this.#scripts.has(name)) {
      redis.defineCommand(name, { lua })
      this.#scripts.add(name)
    }
    try {
      const answer = this.#call(redis, name, [keys.length, ...keys, ...args])
      return await (withinMs === undefined ? answer : inTime(answer, withinMs))
    } catch (error) {
      this.#turn(false, error)
      this.#probeLater(redis)
      return undefined
    }
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#probe)
    this.#redis?.disconnect()
  }

  /** Commands of ours are members that its types do not know. */
  #call(redis: Redis, name: string, args: readonly (string | number)[]): Promise<unknown> {
    const command: unknown = Reflect.get(redis, name)
    return typeof command === 'function'
      ? Promise.resolve(Reflect.apply(command, redis, args))
      : Promise.reject(new Error('no such command'))
  }

  /** A connection that is only slow says nothing when it is well again. */
  #probeLater(redis: Redis): void {
    clearTimeout(this.#probe)
    this.#probe = setTimeout(() => {
      redis.ping().then(
        () => this.#turn(true),
        () => this.#probeLater(redis),
      )
    }, PROBE_AFTER_MS).unref()
  }

  async #connect(url: string): Promise<void> {
    // In a bundle, a CommonJS module has no other name than `default`.
    const { Redis } = (await import('ioredis')).default
    if (this.#isClosed) return
    const redis = new Redis(url, {
      keyPrefix: PREFIX,
      commandTimeout: ANSWER_WITHIN_MS,
      connectTimeout: CONNECT_WITHIN_MS,
      // What cannot be asked now is counted here: nothing waits for a connection.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 200, LONGEST_PAUSE_MS),
    })
    this.#redis = redis
    redis.on('ready', () => this.#turn(true))
    redis.on('close', () => this.#turn(false))
    redis.on('error', (error) => this.#turn(false, error))
  }

  /** Said once each time, and never with its address, which may hold a password. */
  #turn(isUp: boolean, error?: unknown): void {
    const was = this.#isUp
    this.#isUp = isUp && !this.#isClosed
    if (was === this.#isUp || this.#isClosed) return
    if (this.#isUp) this.#log.info('Redis answers: this gateway counts together with the others')
    else {
      this.#log.warn(
        { reason: reasonOf(error) },
        'Redis does not answer: each gateway counts alone',
      )
    }
  }
}

/** Of Redis' own refusals the word that they begin with: WRONGPASS, NOAUTH. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'closed'
  if ('code' in error) return systemReason(error)
  return /^[A-Z]{3,}\b/.exec(error.message)?.[0] ?? error.name
}

async function inTime(answer: Promise<unknown>, withinMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('late')), withinMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
    // Whoever has stopped waiting does not want to hear of it.
    answer.catch(() => {})
  }
}
