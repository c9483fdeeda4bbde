// Which server is there, asked once: its dialect, its base URL, and the model's name as it is served.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { type ModelLimits, NO_LIMITS } from '../prompts/window.ts'
import { rootOf, withoutCall } from './base-url.ts'
import { modelNamed, type ProviderName } from './index.ts'
import { askLimits, type Teller } from './limits.ts'
import {
  type ModelList,
  readList,
  servedModel,
  serverOf,
  tellerOf,
  tokensOf,
  type Windows,
  windowsOf,
} from './model-list.ts'

/** A GET, or a POST of a body. Undefined: no answer, for whatever reason. `json` is undefined when the body is no JSON. */
export type AskServer = (
  url: string,
  body?: object,
) => Promise<{ status: number; json: unknown } | undefined>

export interface Discovery {
  provider: ProviderName
  baseUrl: string
  model: string
  /** One sentence for the log where this is not what was configured; else empty. Holds no key. */
  note: string
  /** False: nothing there told, and the rest is as it was given. It may be loading; worth asking again later. */
  isCertain: boolean
  /** Who can be asked for the model's limits later. */
  teller: Teller | undefined
  /** What its answers told already. */
  limits: ModelLimits
}

interface Found {
  provider: ProviderName
  /** Empty where the server keeps no list that we know of; what each reads at once, where the list says it. */
  models: Windows
  teller?: Teller | undefined
  /** For every model, where there is but one. */
  windowTokens?: number | undefined
}

/** Vendors that are known by their hosts and need not be asked. */
const HOSTS: ReadonlyMap<string, ProviderName> = new Map([
  ['api.mistral.ai', 'mistral'],
  ['codestral.mistral.ai', 'mistral'],
  ['api.deepseek.com', 'deepseek'],
])

/** Servers whose own API is beside OpenAI's, not in it. */
const BESIDE_V1: ReadonlySet<ProviderName> = new Set(['ollama', 'llama_cpp', 'triton', 'deepseek'])

const readVersion = checker(Type.Object({ version: Type.String() }))
/** llama.cpp's `n_ctx` is that of one slot. */
const readProps = checker(
  Type.Object({
    default_generation_settings: Type.Object({ n_ctx: Type.Optional(Type.Unknown()) }),
  }),
)
/** The server's metadata in KServe's protocol, which other servers speak under other names. */
const readTriton = checker(Type.Object({ name: Type.Literal('triton') }))

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
  const found: Found | undefined = vendor
    ? { provider: vendor, models: new Map() }
    : await findServer(root, ask)
  if (!found) return unknownServer(endpoint)
  const { provider, models, teller } = found
  const right = BESIDE_V1.has(provider) ? root : `${root}/v1`
  const { model, isListed } = servedModel(identifier, models)
  const note = noteOn(found, { given: shown(baseUrl), right, unlisted: isListed ? '' : model })
  const limits = await limitsOf(found, { baseUrl: right, model }, ask)
  return { provider, baseUrl: right, model, note, isCertain: true, teller, limits }
}

/** A server whose identifier says what it speaks. Only Ollama is asked anything, for the size of its model. */
export async function namedDialect(
  provider: ProviderName,
  { baseUrl: given, model }: { baseUrl: string; model: string },
  ask: AskServer,
): Promise<Discovery> {
  const baseUrl = provider === 'openai' ? withoutCall(given) : given
  const teller = provider === 'ollama' ? provider : undefined
  const limits = await askLimits(teller, { baseUrl, model }, ask)
  return { provider, baseUrl, model, note: '', isCertain: true, teller, limits }
}

const unknownServer = (endpoint: { baseUrl: string; identifier: string }): Discovery => ({
  provider: 'openai',
  baseUrl: withoutCall(endpoint.baseUrl),
  model: modelNamed(endpoint.identifier),
  note: '',
  isCertain: false,
  teller: undefined,
  limits: NO_LIMITS,
})

/** Ollama is asked at once: another context size after the first call would load the model twice. */
async function limitsOf(
  { teller, models, windowTokens: told }: Found,
  server: { baseUrl: string; model: string },
  ask: AskServer,
): Promise<ModelLimits> {
  if (teller === 'ollama') return askLimits(teller, server, ask)
  const windowTokens = told ?? models.get(server.model)
  return windowTokens === undefined ? NO_LIMITS : { windowTokens }
}

async function findServer(root: string, ask: AskServer): Promise<Found | undefined> {
  const json = async (path: string): Promise<unknown> => {
    const answer = await ask(root + path)
    return answer?.status === 200 ? answer.json : undefined
  }
  const [listed, version] = await Promise.all([json('/v1/models'), json('/api/version')])
  const list = readList(listed).value
  const isOllama = readVersion(version).value !== undefined
  if (isOllama && !list) return { provider: 'ollama', models: new Map(), teller: 'ollama' }
  const byList = list && foundByList(list, isOllama)
  if (byList && byList.provider !== 'llama_cpp') return byList
  const [props, server] = await Promise.all([json('/props'), list ? undefined : json('/v2')])
  // A proxy may let nothing through to llama.cpp but OpenAI's part of it.
  const byProps = llamaCpp(props, list) ?? (byList && { ...byList, provider: 'openai' as const })
  return byProps ?? (readTriton(server).value && { provider: 'triton', models: new Map() })
}

function foundByList(list: ModelList, isOllama: boolean): Found {
  const provider = serverOf(list, isOllama)
  return { provider, models: windowsOf(list), teller: tellerOf(provider, list) }
}

function llamaCpp(props: unknown, list: ModelList | undefined): Found | undefined {
  const settings = readProps(props).value?.default_generation_settings
  if (!settings) return undefined
  const windowTokens = tokensOf(settings.n_ctx)
  return { provider: 'llama_cpp', models: windowsOf(list), teller: 'llama_cpp', windowTokens }
}

const TITLES: Readonly<Partial<Record<ProviderName, string>>> = {
  mistral: "Mistral's API",
  deepseek: "DeepSeek's API",
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
    ...(unlisted
      ? [`lists no ${unlisted} but ${[...models.keys()].slice(0, MAX_LISTED).join(', ')}`]
      : []),
  ]
  return parts.length > 0 ? `The model server at ${given} ${parts.join(', ')}` : ''
}

/** Without a password or query: notes go to the log. */
function shown(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(/\/+$/, '')
}
