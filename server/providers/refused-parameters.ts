// Parameters that a model refuses: learned from its 400, left out or renamed from then on.
import { RefusedParameter } from '../upstream-errors.ts'

/** What a parameter is called by models that refuse its usual name; undefined: it is left out. */
const RENAMED: Readonly<Record<string, string | undefined>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
  temperature: undefined,
  stop: undefined,
  stream_options: undefined,
  n: undefined,
}

/** OpenAI's models since o1 refuse `max_tokens`: a first question need not fail to learn it. */
const SINCE_O1 = /(?:^|\/)(?:gpt-5|o[134](?:-|$))/
const REFUSED_SINCE_O1: ReadonlySet<string> = new Set(['max_tokens'])

/** What OpenAI takes, and TGI unless it is told otherwise; models refuse longer lists first, and then any. */
const MAX_STOPS = 4
const LONG_STOP = 'long stop'

/** Models remembered at once; requests may name any number. */
const MAX_MODELS = 1_000

interface Model {
  baseUrl: string
  model: string
}

/** The request that was refused. */
export interface RefusedRequest {
  /** How much was known of the model when it was sent. */
  knownBefore: number
  stops: number
}

export class RefusedParameters {
  readonly #known = new Map<string, Set<string>>()

  /** How many things are known to be refused; grows only. */
  known(model: Model): number {
    return this.#of(model)?.size ?? 0
  }

  refuses(model: Model, name: string): boolean {
    return this.#of(model)?.has(name) === true
  }

  /** Whether trying once more makes sense: the error taught something new, or another request learned meanwhile. */
  learn(model: Model, error: unknown, { knownBefore, stops }: RefusedRequest): boolean {
    if (!(error instanceof RefusedParameter)) return false
    if (this.known(model) > knownBefore) return true
    const name = error.names
      .map((named) => (named === 'stop' && stops > MAX_STOPS ? LONG_STOP : named))
      .map((named) => (named === LONG_STOP && this.refuses(model, LONG_STOP) ? 'stop' : named))
      .find((candidate) => isKnown(candidate) && !this.refuses(model, candidate))
    if (name === undefined) return false
    this.add(model, name)
    return true
  }

  add(model: Model, name: string): void {
    const key = keyOf(model)
    this.#known.set(key, (this.#known.get(key) ?? new Set(expectedOf(model))).add(name))
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_MODELS && oldest !== undefined) this.#known.delete(oldest)
  }

  /** The body without what the model is known to refuse. */
  adapt(model: Model, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const refused = this.#of(model)
    if (!refused) return body
    const adapted = { ...body }
    const { stop } = adapted
    if (refused.has(LONG_STOP) && Array.isArray(stop)) adapted.stop = stop.slice(0, MAX_STOPS)
    for (const name of refused) {
      if (!(name in adapted)) continue
      const renamed = RENAMED[name]
      if (renamed && !refused.has(renamed)) adapted[renamed] = adapted[name]
      delete adapted[name]
    }
    return adapted
  }

  /** Every call asks, and most gateways know of no refusal: they need no key. */
  #of(model: Model): ReadonlySet<string> | undefined {
    const learned = this.#known.size === 0 ? undefined : this.#known.get(keyOf(model))
    return learned ?? expectedOf(model)
  }
}

/** What is known of a model by its name alone. */
const expectedOf = ({ model }: Model): ReadonlySet<string> | undefined =>
  SINCE_O1.test(model) ? REFUSED_SINCE_O1 : undefined

const isKnown = (name: string): boolean => name === LONG_STOP || name in RENAMED

const keyOf = ({ baseUrl, model }: Model): string => `${baseUrl} ${model}`
