// Vertex AI: each publisher's models in their own words, below a project and a location.
// cloud.google.com/vertex-ai/generative-ai/docs: partner-models/mistral, partner-models/claude and
// migrate/openai/overview; read 2026-11-21. Their base URL ends in `/projects/<project>/locations/<location>`.
import { ANTHROPIC } from './anthropic.ts'
import { MISTRAL } from './mistral.ts'
import { chatBody, OPENAI } from './openai.ts'
import type { Endpoint, Provider } from './provider.ts'

const ANTHROPIC_VERSION = 'vertex-2023-10-16'

/** Nobody's key but the gateway's own token is sent, and a key for calls may not list models. */
const OURS = { cloud: 'google', headers: () => ({}), listing: undefined } as const

/** Versions follow an `@`, which stays as it is. */
const segment = (model: string): string => encodeURIComponent(model).replaceAll('%40', '@')

const rawUrl =
  (publisher: string): Provider['url'] =>
  ({ baseUrl, model }, { stream }) =>
    `${baseUrl}/publishers/${publisher}/models/${segment(model)}:${stream ? 'streamRawPredict' : 'rawPredict'}`

/** Gemini, and the open models that Google serves: OpenAI's chats. */
export const VERTEX_AI: Provider = {
  ...OPENAI,
  ...OURS,
  forms: ['chat'],
  url: ({ baseUrl }: Endpoint) => `${baseUrl}/endpoints/openapi/chat/completions`,
  body: (prompt, parameters) => {
    const { model } = parameters
    return chatBody(prompt, {
      ...parameters,
      model: model.includes('/') ? model : `google/${model}`,
    })
  },
}

/** The URL says which model, and the body which of Anthropic's APIs. */
export const VERTEX_AI_CLAUDE: Provider = {
  ...ANTHROPIC,
  ...OURS,
  url: rawUrl('anthropic'),
  body: (prompt, parameters) => {
    const { model: _, ...body } = ANTHROPIC.body(prompt, parameters)
    return { anthropic_version: ANTHROPIC_VERSION, ...body }
  },
}

/** A prompt with a suffix is a gap to fill; both go to one path. */
export const VERTEX_AI_MISTRAL: Provider = { ...MISTRAL, ...OURS, url: rawUrl('mistralai') }
