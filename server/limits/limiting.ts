// Everything that limits how often somebody may ask, made together.
import type { FastifyInstance } from 'fastify'
import type { LiveSnapshot } from '../selection/snapshot.ts'
import { RateLimits } from './rate-limits.ts'
import { LocalRates } from './rates.ts'
import { SharedRates } from './shared-rates.ts'
import type { SharedStore } from './shared-store.ts'

export interface Limiting {
  readonly rateLimits: RateLimits
  /** Undefined: this gateway counts alone. */
  readonly store: SharedStore | undefined
}

export function limitRequests(
  app: FastifyInstance,
  { store, live }: { store: SharedStore | undefined; live: LiveSnapshot },
): Limiting {
  const rates = store ? new SharedRates(store) : new LocalRates()
  const rateLimits = new RateLimits({ limits: () => live.current().limits, rates })
  rateLimits.watch(app)
  return { rateLimits, store }
}
