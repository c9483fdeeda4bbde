// Everything that limits how often somebody may ask, made together.
import type { FastifyInstance } from 'fastify'
import type { LiveSnapshot } from '../selection/snapshot.ts'
import { RateLimits } from './rate-limits.ts'
import { LocalRates } from './rates.ts'
import { SharedRates } from './shared-rates.ts'
import { SharedStore } from './shared-store.ts'

export interface Limiting {
  readonly rateLimits: RateLimits
  /** Undefined: this gateway counts alone. */
  readonly store: SharedStore | undefined
}

/** `redisUrl`: empty, or checked. */
export function limitRequests(
  app: FastifyInstance,
  { redisUrl, live }: { redisUrl: string; live: LiveSnapshot },
): Limiting {
  const store = redisUrl ? new SharedStore(redisUrl, app.log) : undefined
  app.addHook('onClose', async () => store?.close())
  const rates = store ? new SharedRates(store) : new LocalRates()
  const rateLimits = new RateLimits({ limits: () => live.current().limits, rates })
  rateLimits.watch(app)
  return { rateLimits, store }
}
