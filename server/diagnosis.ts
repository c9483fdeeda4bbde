// Why a model cannot be used, in words that tell an administrator what to do.

import Type from 'typebox'
import { checker, type GatewayError } from '../protocol/index.ts'
import type { Cancellation } from './client.ts'
import { withoutEndSlash } from './model-servers.ts'
import { OPENAI } from './providers/openai.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Upstream } from './upstream.ts'

/** What is left of GitLab's 3 s after a model server has refused. */
const LIST_WITHIN_MS = 600
const LIST_LIMITS = {
  connectMs: LIST_WITHIN_MS,
  firstByteMs: LIST_WITHIN_MS,
  gapMs: LIST_WITHIN_MS,
  totalMs: LIST_WITHIN_MS,
}
const MAX_LISTED = 8

const readModels = checker(Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) }))

/**
 * `<status>: <reason>`, as GitLab shows it. The status is the model server's own, or what a proxy would say
 * when there was none.
 */
export async function diagnose(
  error: GatewayError,
  deployment: Deployment,
  upstream: Upstream,
  signal: Cancellation,
): Promise<string> {
  const status = error.upstreamStatus ?? error.status
  if (status === 404) return `404: Not Found. ${await whyNotFound(deployment, upstream, signal)}`
  if (status === 401 || status === 403) {
    return `${status}: Unauthorized. The model server refused the API key of this model.`
  }
  if (error.code === 'upstream_timeout') {
    return '504: Timeout. The model server did not answer in time; it may still be loading the model. Try again in a minute.'
  }
  if (status === 503 && error.upstreamStatus) {
    return '503: Service Unavailable. The model server is up and not ready; it may still be loading the model.'
  }
  if (status === 429) return '429: Too Many Requests. The model server is overloaded.'
  return `${status}: ${error.message}.`
}

async function whyNotFound(
  { baseUrl, model, apiKey }: Deployment,
  upstream: Upstream,
  signal: Cancellation,
): Promise<string> {
  const base = withoutEndSlash(baseUrl)
  const list = async (at: string): Promise<string[] | undefined> => {
    try {
      const url = new URL(`${at}/models`)
      const call = {
        url,
        headers: OPENAI.headers({ baseUrl: at, model, apiKey }),
        limits: LIST_LIMITS,
      }
      const answer: unknown = JSON.parse((await upstream.whole(call, signal)).toString())
      return readModels(answer).value?.data.map(({ id }) => id)
    } catch {
      return undefined // The list is a courtesy: without it the answer only says less.
    }
  }
  const [here, below] = await Promise.all([
    list(base),
    base.endsWith('/v1') ? undefined : list(`${base}/v1`),
  ])
  if (here) {
    const served = here.slice(0, MAX_LISTED).join(', ')
    return `The model server does not know "${model}". It serves: ${served || 'nothing'}.`
  }
  if (below) return 'The endpoint lacks /v1: add it to the end of the URL.'
  return `There is no "${model}", or the endpoint is not the base URL of an OpenAI-compatible API.`
}
