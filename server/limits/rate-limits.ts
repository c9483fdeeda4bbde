// Requests for models that are too many are refused before their body is read.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../../protocol/index.ts'
import { whoAsks } from '../selection/asker.ts'
import { hashOf } from '../selection/hash.ts'
import type { Claim, Rate, Rates } from './rates.ts'

/** Whose requests are counted together. */
export type LimitName = 'user' | 'instance' | 'key'
export type Limits = Readonly<Partial<Record<LimitName, Rate>>>

const NAMES: readonly LimitName[] = ['user', 'instance', 'key']
const ASKS_A_MODEL =
  /^\/(v2\/(code\/)?completions|v2\/code\/generations|v1\/fim\/completions|v3\/code\/completions|v4\/code\/suggestions|v[12]\/prompts\/|v[12]\/chat\/agent)/

export interface RateLimitParts {
  /** Undefined: nobody is limited. */
  limits(): Limits | undefined
  readonly rates: Rates
}

export class RateLimits {
  readonly #parts: RateLimitParts
  #refused = 0

  constructor(parts: RateLimitParts) {
    this.#parts = parts
  }

  get refused(): number {
    return this.#refused
  }

  /** After the token: who has none is nobody to count. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, next) => {
      const limits = this.#parts.limits()
      if (!limits || !ASKS_A_MODEL.test(request.url)) {
        next()
        return
      }
      const waitMs = this.#parts.rates.take(claimsOf(request, limits))
      if (typeof waitMs === 'number') next(this.#refusal(waitMs))
      else waitMs.then((ms) => next(this.#refusal(ms)), next)
    })
  }

  #refusal(waitMs: number): GatewayError | undefined {
    if (waitMs <= 0) return undefined
    this.#refused += 1
    return new GatewayError('rate_limited', 'Too many requests. Please try again later.', {
      retryAfterSeconds: Math.ceil(waitMs / 1_000),
    })
  }
}

/** Hashes of names: no name goes to another machine. */
function claimsOf(request: FastifyRequest, limits: Limits): Claim[] {
  const who = whoAsks(request)
  const names: Record<LimitName, string> = {
    user: who.person && `${who.instance} ${who.person}`,
    instance: who.instance,
    key: who.key,
  }
  return NAMES.flatMap((name) => {
    const rate = limits[name]
    return rate && names[name] ? [{ key: `${name}:${hashOf(names[name])}`, rate }] : []
  })
}
