// What a model server tells of its model: how much it reads at once, and how it counts.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { ModelLimits } from '../prompts/window.ts'
import { rootOf } from './base-url.ts'
import { CODE_SAMPLE } from './code-sample.ts'
import type { AskServer } from './discover.ts'

/** Servers that are known to answer these questions; nobody else is asked. */
export type Teller = 'vllm' | 'llama_cpp' | 'ollama' | 'tgi' | 'lm_studio'

/** A server whose numbers are outside of these counts something else. */
const CHARS_PER_TOKEN = { least: 1, most: 8 }

interface Server {
  baseUrl: string
  model: string
}

type AskLimits = (server: Server, ask: AskServer) => Promise<ModelLimits>

const readCount = checker(Type.Object({ count: Type.Integer(), max_model_len: Type.Integer() }))
const readTokens = checker(Type.Object({ tokens: Type.Array(Type.Unknown()) }))
const readTgiTokens = checker(Type.Array(Type.Object({ id: Type.Integer() })))
const readTgiInfo = checker(Type.Object({ max_total_tokens: Type.Integer() }))
const readLmStudio = checker(
  Type.Object({
    data: Type.Array(
      Type.Object({ id: Type.String(), loaded_context_length: Type.Optional(Type.Integer()) }),
    ),
  }),
)
/** The key has the name of the model's architecture in it: `qwen2.context_length`. */
const readShow = checker(
  Type.Object({
    model_info: Type.Record(Type.String(), Type.Unknown()),
    /** The Modelfile's, one `name value` a line. */
    parameters: Type.Optional(Type.String()),
  }),
)

/** vLLM: https://docs.vllm.ai/en/v0.15.0/api/vllm/entrypoints/serve/tokenize/protocol/, read 2026-11-21. */
const askVllm: AskLimits = async ({ baseUrl, model }, ask) => {
  const question = { model, prompt: CODE_SAMPLE, add_special_tokens: false }
  const { value } = readCount((await ask(`${rootOf(baseUrl)}/tokenize`, question))?.json)
  return value ? { windowTokens: value.max_model_len, ...perToken(value.count) } : {}
}

/** llama.cpp tells its window in /props, which was read when it was found. */
const askLlamaCpp: AskLimits = async ({ baseUrl }, ask) => {
  const question = { content: CODE_SAMPLE, add_special: false }
  const { value } = readTokens((await ask(`${rootOf(baseUrl)}/tokenize`, question))?.json)
  return value ? perToken(value.tokens.length) : {}
}

const askOllama: AskLimits = async ({ baseUrl, model }, ask) => {
  const { value } = readShow((await ask(`${rootOf(baseUrl)}/api/show`, { model }))?.json)
  const told = Object.entries(value?.model_info ?? {}).find(([name]) =>
    name.endsWith('.context_length'),
  )?.[1]
  const trained = typeof told === 'number' && told > 0 ? told : undefined
  const set = Number(/^num_ctx\s+(\d+)$/m.exec(value?.parameters ?? '')?.[1] ?? 0)
  if (set > 0) return { windowTokens: Math.min(set, trained ?? set), setTokens: set }
  return trained === undefined ? {} : { windowTokens: trained }
}

/** TGI: https://huggingface.github.io/text-generation-inference/, paths /info and /tokenize. */
const askTgi: AskLimits = async ({ baseUrl }, ask) => {
  const root = rootOf(baseUrl)
  const [info, counted] = await Promise.all([
    ask(`${root}/info`),
    ask(`${root}/tokenize`, { inputs: CODE_SAMPLE, add_special_tokens: false }),
  ])
  const windowTokens = readTgiInfo(info?.json).value?.max_total_tokens
  return {
    ...(windowTokens ? { windowTokens } : {}),
    ...perToken(readTgiTokens(counted?.json).value?.length ?? 0),
  }
}

/**
 * LM Studio: https://lmstudio.ai/docs/developer/rest/endpoints, read in copies 2026-11-21. A model that is not loaded has
 * no window yet. It answers what is too long for it with an empty stream (lmstudio-ai/lmstudio-bug-tracker#2339).
 */
const askLmStudio: AskLimits = async ({ baseUrl, model }, ask) => {
  const { value } = readLmStudio((await ask(`${rootOf(baseUrl)}/api/v0/models`))?.json)
  const windowTokens = value?.data.find(({ id }) => id === model)?.loaded_context_length
  return windowTokens ? { windowTokens } : {}
}

const ASKS: Record<Teller, AskLimits> = {
  vllm: askVllm,
  llama_cpp: askLlamaCpp,
  ollama: askOllama,
  tgi: askTgi,
  lm_studio: askLmStudio,
}

/** At most two short questions with a fixed text of ours. Empty where the server tells nothing. */
export const askLimits = (
  teller: Teller | undefined,
  server: Server,
  ask: AskServer,
): Promise<ModelLimits> => (teller ? ASKS[teller](server, ask) : Promise.resolve({}))

function perToken(tokens: number): ModelLimits {
  const charsPerToken = CODE_SAMPLE.length / tokens
  const { least, most } = CHARS_PER_TOKEN
  return charsPerToken >= least && charsPerToken <= most ? { charsPerToken } : {}
}
