// What the list of a server's models, GET /v1/models, tells of the server.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import { modelNamed, type ProviderName } from './index.ts'
import type { Teller } from './limits.ts'

/** Who owns all models of a list, where it gives the server away. KoboldCpp answers Ollama's version beside it. */
const OWNERS: ReadonlyMap<string, ProviderName> = new Map([
  ['vllm', 'openai'],
  ['koboldcpp', 'openai'],
  ['llamacpp', 'llama_cpp'],
])

const ModelList = Type.Object({
  object: Type.Literal('list'),
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      owned_by: Type.Optional(Type.String()),
      capabilities: Type.Optional(Type.Unknown()),
      /** vLLM: prompt and answer together, as it was started. */
      max_model_len: Type.Optional(Type.Unknown()),
    }),
  ),
})
export const readList = checker(ModelList)
/** Mistral alone says which of its models fill gaps. */
const readGapCapability = checker(Type.Object({ completion_fim: Type.Boolean() }))
export type ModelList = Static<typeof ModelList>

/** What each model reads at once, in model tokens, where the list says it. */
export type Windows = ReadonlyMap<string, number | undefined>

export function serverOf({ data }: ModelList, isOllama: boolean): ProviderName {
  const owners = new Set(data.map((model) => model.owned_by ?? ''))
  const [owner = ''] = owners
  // A proxy before many servers lists many owners, and speaks OpenAI's dialect for all of them.
  const byOwner = owners.size === 1 ? OWNERS.get(owner) : undefined
  if (byOwner) return byOwner
  if (data.some((model) => readGapCapability(model.capabilities).value)) return 'mistral'
  return isOllama ? 'ollama' : 'openai'
}

/** As SillyTavern/SillyTavern#2849 shows its list; later ones have an underscore. */
const LM_STUDIO = /^organization[-_]owner$/

/** TGI has one model, and says that it owns itself. */
export function tellerOf(provider: ProviderName, list: ModelList): Teller | undefined {
  if (provider === 'ollama') return 'ollama'
  const [first, ...more] = list.data
  if (!first || provider !== 'openai') return undefined
  if (first.owned_by === 'vllm') return 'vllm'
  if (LM_STUDIO.test(first.owned_by ?? '')) return 'lm_studio'
  return first.owned_by === first.id && more.length === 0 ? 'tgi' : undefined
}

export const windowsOf = (list: ModelList | undefined): Windows =>
  new Map(list?.data.map(({ id, max_model_len }) => [id, tokensOf(max_model_len)]))

export const tokensOf = (told: unknown): number | undefined =>
  typeof told === 'number' && told > 0 ? told : undefined

/** Ollama lists `name:latest` for what everybody calls `name`, and knows it by both. */
export function servedModel(
  identifier: string,
  models: Windows,
): { model: string; isListed: boolean } {
  const stripped = modelNamed(identifier)
  const served = [identifier, stripped].find(
    (name) => models.has(name) || models.has(`${name}:latest`),
  )
  return { model: served ?? stripped, isListed: served !== undefined || models.size === 0 }
}
