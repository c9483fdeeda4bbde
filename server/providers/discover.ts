// Which server is there, asked once: its dialect, its base URL, and the model's name as it is served.
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import { rootOf } from './base-url.ts'
import { modelNamed, type ProviderName } from './index.ts'

/** A GET. Undefined: no answer, for whatever reason. `json` is undefined when the body is no JSON. */
export type AskServer = (url: string) => Promise<{ status: number; json: unknown } | undefined>

export interface Discovery {
  provider: ProviderName
  baseUrl: string
  model: string
  /** One sentence for the log where this is not what was configured; else empty. Holds no key. */
  note: string
  /** False: nothing there told, and the rest is as it was given. It may be loading; worth asking again later. */
  isCertain: boolean
}

interface Found {
  provider: ProviderName
  /** Empty where the server keeps no list that we know of. */
  models: readonly string[]
}

/** Vendors that are known by their hosts and need not be asked. */
const HOSTS: ReadonlyMap<string, ProviderName> = new Map([
  ['api.mistral.ai', 'mistral'],
  ['codestral.mistral.ai', 'mistral'],
])

/** Servers whose own API is beside OpenAI's, not in it. */
const BESIDE_V1: ReadonlySet<ProviderName> = new Set(['ollama', 'llama_cpp', 'triton'])

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
    }),
  ),
})
const readList = checker(ModelList)
/** Mistral alone says which of its models fill gaps. */
const readGapCapability = checker(Type.Object({ completion_fim: Type.Boolean() }))
const readVersion = checker(Type.Object({ version: Type.String() }))
const readProps = checker(Type.Object({ default_generation_settings: Type.Object({}) }))
/** The server's metadata in KServe's protocol, which other servers speak under other names. */
const readTriton = checker(Type.Object({ name: Type.Literal('triton') }))

type ModelList = Static<typeof ModelList>

/**
 * Asks the endpoint's own host up to four times, twice two at once. `identifier` is the model's as it was given,
 * with its prefix: servers exist that serve `custom_openai/x` under that very name.
 */
export async function discoverDialect(
  endpoint: { baseUrl: string; identifier: string },
  ask: AskServer,
): Promise<Discovery> {
  const { baseUrl, identifier } = endpoint
  const root = rootOf(baseUrl)
  const vendor = HOSTS.get(new URL(baseUrl).hostname)
  const found = vendor ? { provider: vendor, models: [] } : await findServer(root, ask)
  if (!found) {
    const model = modelNamed(identifier)
    return { provider: 'openai', baseUrl, model, note: '', isCertain: false }
  }
  const { provider, models } = found
  const right = BESIDE_V1.has(provider) ? root : `${root}/v1`
  const { model, isListed } = servedModel(identifier, models)
  const note = noteOn(found, { given: shown(baseUrl), right, unlisted: isListed ? '' : model })
  return { provider, baseUrl: right, model, note, isCertain: true }
}

async function findServer(root: string, ask: AskServer): Promise<Found | undefined> {
  const json = async (path: string): Promise<unknown> => {
    const answer = await ask(root + path)
    return answer?.status === 200 ? answer.json : undefined
  }
  const [listed, version] = await Promise.all([json('/v1/models'), json('/api/version')])
  const list = readList(listed).value
  const isOllama = readVersion(version).value !== undefined
  const byList = list && serverOf(list, isOllama)
  const models = list?.data.map(({ id }) => id) ?? []
  if (byList && byList !== 'llama_cpp') return { provider: byList, models }
  if (isOllama && !list) return { provider: 'ollama', models }
  const [props, server] = await Promise.all([json('/props'), list ? undefined : json('/v2')])
  if (readProps(props).value) return { provider: 'llama_cpp', models }
  // A proxy may let nothing through to llama.cpp but OpenAI's part of it.
  if (list) return { provider: 'openai', models }
  return readTriton(server).value && { provider: 'triton', models }
}

function serverOf({ data }: ModelList, isOllama: boolean): ProviderName {
  const owners = new Set(data.map((model) => model.owned_by ?? ''))
  const [owner = ''] = owners
  // A proxy before many servers lists many owners, and speaks OpenAI's dialect for all of them.
  const byOwner = owners.size === 1 ? OWNERS.get(owner) : undefined
  if (byOwner) return byOwner
  if (data.some((model) => readGapCapability(model.capabilities).value)) return 'mistral'
  return isOllama ? 'ollama' : 'openai'
}

/** Ollama lists `name:latest` for what everybody calls `name`, and knows it by both. */
function servedModel(
  identifier: string,
  models: readonly string[],
): { model: string; isListed: boolean } {
  const stripped = modelNamed(identifier)
  const served = [identifier, stripped].find(
    (name) => models.includes(name) || models.includes(`${name}:latest`),
  )
  return { model: served ?? stripped, isListed: served !== undefined || models.length === 0 }
}

const TITLES: Readonly<Partial<Record<ProviderName, string>>> = {
  mistral: "Mistral's API",
  ollama: 'Ollama',
  llama_cpp: 'llama.cpp',
  triton: 'Triton',
}
const MAX_LISTED = 5

function noteOn(
  { provider, models }: Found,
  { given, right, unlisted }: { given: string; right: string; unlisted: string },
): string {
  const title = TITLES[provider]
  const isMoved = given !== right && !BESIDE_V1.has(provider)
  const parts = [
    ...(title ? [`is ${title}`] : []),
    ...(isMoved ? [`is used as ${right}`] : []),
    ...(unlisted ? [`lists no ${unlisted} but ${models.slice(0, MAX_LISTED).join(', ')}`] : []),
  ]
  return parts.length > 0 ? `The model server at ${given} ${parts.join(', ')}` : ''
}

/** Without a password or query: notes go to the log. */
function shown(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(/\/+$/, '')
}
