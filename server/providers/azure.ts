// Azure OpenAI: OpenAI's chats, below a deployment that the URL names.
// github.com/MicrosoftDocs/azure-ai-docs, articles/ai-foundry/openai/api-version-lifecycle.md (of 2025-08-26), and
// github.com/Azure/azure-rest-api-specs, …/AzureOpenAI/inference/stable/2024-10-21/inference.yaml; read 2026-11-21.
import { rootOf } from './base-url.ts'
import { chatBody, OPENAI } from './openai.ts'
import type { Provider } from './provider.ts'

/** The last dated version that is generally available; the URL may ask for another in its query. */
const API_VERSION = '2024-10-21'

/** The portal shows a deployment's whole URL, and people paste it: what is in it already is not added again. */
const HAS_DEPLOYMENT = /\/openai\/deployments\/[^/]+$/
/** The API without dated versions has the deployment in the body alone, as `model`. */
const IS_UNDATED = /\/openai\/v1\/?(?:chat\/completions\/?)?$/

export const AZURE: Provider = {
  ...OPENAI,
  // A key for calls may not list deployments.
  listing: undefined,
  forms: ['chat'],
  url: ({ baseUrl, model }) => {
    const { pathname, searchParams } = new URL(baseUrl)
    const root = rootOf(baseUrl)
    if (IS_UNDATED.test(pathname)) return `${root}/v1/chat/completions`
    const deployment = `/openai/deployments/${encodeURIComponent(model)}`
    const version = encodeURIComponent(searchParams.get('api-version') ?? API_VERSION)
    const base = HAS_DEPLOYMENT.test(root) ? root : root.replace(/\/openai$/, '') + deployment
    return `${base}/chat/completions?api-version=${version}`
  },
  headers: ({ apiKey }): Record<string, string> => (apiKey ? { 'api-key': apiKey } : {}),
  body: chatBody,
}
