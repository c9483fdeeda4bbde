// Counts in Redis or Valkey, so that several gateways count together; each for itself while it does not answer.
import { type Claim, intervalMs, LocalRates, type Rates, toleranceMs } from './rates.ts'
import type { SharedStore } from './shared-store.ts'

/** The same as LocalRates does, on the clock of the server. In milliseconds. */
const TAKE = {
  name: 'midfillTake',
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local due = {}
local wait = 0
for i, key in ipairs(KEYS) do
  due[i] = math.max(now, tonumber(redis.call('GET', key) or '0'))
  wait = math.max(wait, due[i] - ARGV[2 * i] - now)
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  local next = due[i] + ARGV[2 * i - 1]
  redis.call('SET', key, string.format('%.3f', next), 'PX', math.ceil(next - now) + 1)
end
return 0
`,
}
/** A request is held up so long, at most. */
const WITHIN_MS = 100

export class SharedRates implements Rates {
  readonly #store: SharedStore
  readonly #local: LocalRates

  constructor(store: SharedStore, local: LocalRates = new LocalRates()) {
    this.#store = store
    this.#local = local
  }

  take(claims: readonly Claim[]): number | Promise<number> {
    return this.#store.isUp ? this.#takeThere(claims) : this.#local.take(claims)
  }

  async #takeThere(claims: readonly Claim[]): Promise<number> {
    const keys = claims.map(({ key }) => `rate:${key}`)
    const args = claims.flatMap(({ rate }) => [intervalMs(rate), toleranceMs(rate)])
    const waitMs = await this.#store.run(TAKE, { keys, args, withinMs: WITHIN_MS })
    return typeof waitMs === 'number' ? waitMs : this.#local.take(claims)
  }
}
