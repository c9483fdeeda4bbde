// Parameters that a model refuses: learned from its 400, left out or renamed from then on. And servers that only chat:
// learned from their not knowing the path of text completions.
import { GatewayError } from '../../protocol/index.ts'
import { remembered } from '../remembered.ts'
import { RefusedParameter } from '../upstream-refusal.ts'

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
const TEXT = 'text completion'

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
  /** It was text to continue, which could have been a message. */
  isText: boolean
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
  learn(model: Model, error: unknown, { knownBefore, stops, isText }: RefusedRequest): boolean {
    const knowsNoText = isText && isPathUnknown(error)
    if (!knowsNoText && !(error instanceof RefusedParameter)) return false
    if (this.known(model) > knownBefore) return true
    if (knowsNoText) return this.#learnToChat(model)
    if (!(error instanceof RefusedParameter)) return false
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

  takesText(model: Model): boolean {
    return !this.refuses(model, TEXT)
  }

  /** What a caller hears of two failures: where chats are not known either, it is the model that is not there. */
  told(model: Model, first: unknown, again: unknown): Error {
    const isNowhere = isPathUnknown(first) && isPathUnknown(again)
    if (isNowhere) this.#known.get(keyOf(model))?.delete(TEXT)
    const error = isNowhere ? first : again
    return error instanceof Error ? error : new Error('it failed twice', { cause: error })
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

  /** False: it was known, and did not help. */
  #learnToChat(model: Model): boolean {
    if (!this.takesText(model)) return false
    this.add(model, TEXT)
    return true
  }

  /** Every call asks, and most gateways know of no refusal: they need no key. */
  #of(model: Model): ReadonlySet<string> | undefined {
    const learned = this.#known.size === 0 ? undefined : this.#known.get(keyOf(model))
    return learned ?? expectedOf(model)
  }
}

/** What is known of a model by its name alone. */
const expectedOf = ({ model }: Model): ReadonlySet<string> | undefined =>
  isSinceO1(model) ? REFUSED_SINCE_O1 : undefined
const isSinceO1 = remembered((model) => SINCE_O1.test(model))

const UNKNOWN_PATH = new Set([404, 405, 501])
const isPathUnknown = (error: unknown): boolean =>
  error instanceof GatewayError && UNKNOWN_PATH.has(error.upstreamStatus ?? 0)

const isKnown = (name: string): boolean => name === LONG_STOP || name in RENAMED

const keyOf = ({ baseUrl, model }: Model): string => `${baseUrl} ${model}`
