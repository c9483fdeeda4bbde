// The wire dialects by name, and what a model's identifier says of them.
import { ANTHROPIC } from './anthropic.ts'
import { AZURE } from './azure.ts'
import { BEDROCK } from './bedrock.ts'
import { DEEPSEEK } from './deepseek.ts'
import { LLAMA_CPP } from './llama-cpp.ts'
import { MISTRAL } from './mistral.ts'
import { OLLAMA } from './ollama.ts'
import { OPENAI } from './openai.ts'
import type { Provider } from './provider.ts'
import { TRITON } from './triton.ts'
import { VERTEX_AI, VERTEX_AI_CLAUDE, VERTEX_AI_MISTRAL } from './vertex-ai.ts'

/** A new dialect is a new file, a row here and a row below. */
const ROWS = {
  openai: OPENAI,
  mistral: MISTRAL,
  deepseek: DEEPSEEK,
  ollama: OLLAMA,
  llama_cpp: LLAMA_CPP,
  triton: TRITON,
  azure: AZURE,
  anthropic: ANTHROPIC,
  bedrock: BEDROCK,
  vertex_ai: VERTEX_AI,
  vertex_ai_claude: VERTEX_AI_CLAUDE,
  vertex_ai_mistral: VERTEX_AI_MISTRAL,
}
export type ProviderName = keyof typeof ROWS
export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = ROWS

/** What stands before the first slash of an identifier, in the words of GitLab and of LiteLLM. */
const PREFIXES: ReadonlyMap<string, ProviderName> = new Map([
  ['openai', 'openai'],
  ['text-completion-openai', 'openai'],
  ['mistral', 'mistral'],
  ['codestral', 'mistral'],
  ['text-completion-codestral', 'mistral'],
  ['deepseek', 'deepseek'],
  ['ollama', 'ollama'],
  ['ollama_chat', 'ollama'],
  ['llama_cpp', 'llama_cpp'],
  ['triton', 'triton'],
  ['azure', 'azure'],
  ['anthropic', 'anthropic'],
  ['bedrock', 'bedrock'],
  ['vertex_ai', 'vertex_ai'],
])

/** Publishers on Vertex AI whose models have dialects of their own. */
const PUBLISHERS: readonly [RegExp, ProviderName][] = [
  [/^claude/, 'vertex_ai_claude'],
  [/^(codestral|mistral|ministral)/, 'vertex_ai_mistral'],
]

export interface NamedProvider {
  name: ProviderName
  /** The identifier leaves it open, so that the server may be asked: `custom_openai/…`, or no prefix of ours. */
  isOpen: boolean
}

export function providerNamed(identifier: string): NamedProvider {
  const name = PREFIXES.get(prefixOf(identifier))
  if (name === 'vertex_ai') return { name: onVertexAi(modelNamed(identifier)), isOpen: false }
  return name ? { name, isOpen: false } : { name: 'openai', isOpen: true }
}

/** The model in `provider/model`, cut at the first slash only: models may hold slashes. */
export const modelNamed = (identifier: string): string =>
  identifier.slice(identifier.indexOf('/') + 1)

const onVertexAi = (model: string): ProviderName =>
  PUBLISHERS.find(([pattern]) => pattern.test(model))?.[1] ?? 'vertex_ai'

const prefixOf = (identifier: string): string =>
  identifier.slice(0, Math.max(0, identifier.indexOf('/')))
