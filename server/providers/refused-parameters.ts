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

/** Models remembered at once; requests may name any number. */
const MAX_MODELS = 1_000

interface Model {
  baseUrl: string
  model: string
}

export class RefusedParameters {
  readonly #known = new Map<string, Set<string>>()

  /** Whether the error taught something new, so that trying once more makes sense. */
  learn(model: Model, error: unknown): boolean {
    if (!(error instanceof RefusedParameter)) return false
    const key = keyOf(model)
    const refused = this.#known.get(key) ?? new Set()
    const name = error.names.find((candidate) => candidate in RENAMED && !refused.has(candidate))
    if (name === undefined) return false
    refused.add(name)
    this.#known.set(key, refused)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_MODELS && oldest !== undefined) this.#known.delete(oldest)
    return true
  }

  /** The body without what the model is known to refuse. */
  adapt(model: Model, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const refused = this.#known.get(keyOf(model))
    if (!refused) return body
    const adapted = { ...body }
    for (const name of refused) {
      if (!(name in adapted)) continue
      const renamed = RENAMED[name]
      if (renamed && !refused.has(renamed)) adapted[renamed] = adapted[name]
      delete adapted[name]
    }
    return adapted
  }
}

const keyOf = ({ baseUrl, model }: Model): string => `${baseUrl} ${model}`
