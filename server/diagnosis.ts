// Why a model cannot be used, in words that tell an administrator what to do.

import type { GatewayError } from '../protocol/index.ts'
import type { Cancellation } from './client.ts'
import { allWithin } from './deadline.ts'
import type { LocatedDeployment, ModelServers } from './model-servers.ts'
import { parseJson } from './providers/parse-json.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Upstream, UpstreamCall } from './upstream.ts'
import { ExplainedRefusal } from './upstream-refusal.ts'

/** What is left of GitLab's 3 s after a model server has refused. */
const LIST_WITHIN_MS = 600
const LIST_LIMITS = allWithin(LIST_WITHIN_MS)
const MAX_LISTED = 8

export interface DiagnosisParts {
  upstream: Upstream
  servers: ModelServers
  extraHeaders: Readonly<Record<string, string>>
}

/**
 * `<status>: <reason>`, as GitLab shows it. The status is the model server's own, or what a proxy would say
 * when there was none.
 */
export async function diagnose(
  error: GatewayError,
  deployment: Deployment,
  parts: DiagnosisParts,
  signal: Cancellation,
): Promise<string> {
  const status = error.upstreamStatus ?? error.status
  if (error instanceof ExplainedRefusal) return `${status}: ${error.message}.`
  // Servers differ in how they refuse a model that they do not have.
  if (status === 404 || status === 400) {
    const why = await inTime(whyNotFound(deployment, parts, signal))
    if (status === 404) return `404: Not Found. ${why ?? unexplained(deployment)}`
    if (why) return `400: Bad Request. ${why}`
  }
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

/** A server that has to be found anew may take longer than there is. */
async function inTime(why: Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LIST_WITHIN_MS)
  })
  try {
    return await Promise.race([why, late])
  } finally {
    clearTimeout(timer)
  }
}

const unexplained = ({ model }: Deployment): string =>
  `There is no "${model}", or the endpoint is not the base URL of an API that is known here.`

async function whyNotFound(
  deployment: Deployment,
  parts: DiagnosisParts,
  signal: Cancellation,
): Promise<string | undefined> {
  const located = await parts.servers.locate(deployment)
  const below = { ...located, baseUrl: `${located.baseUrl}/v1` }
  const lacksV1 = !located.baseUrl.endsWith('/v1')
  const [here, there] = await Promise.all([
    namesAt(located, parts, signal),
    lacksV1 ? namesAt(below, parts, signal) : undefined,
  ])
  if (here) {
    const { model } = located
    if (here.some((name) => name === model || name === `${model}:latest`)) return undefined
    const served = here.slice(0, MAX_LISTED).join(', ')
    return `The model server does not know "${model}". It serves: ${served || 'nothing'}.`
  }
  return there && 'The endpoint lacks /v1: add it to the end of the URL.'
}

/** In the words of the server's own dialect. Undefined where it does not tell. */
async function namesAt(
  located: LocatedDeployment,
  { upstream, extraHeaders }: DiagnosisParts,
  signal: Cancellation,
): Promise<string[] | undefined> {
  const { listing } = located.provider
  if (!listing) return undefined
  const headers = { ...located.provider.headers(located), ...extraHeaders }
  const call = { url: new URL(listing.url(located)), headers, limits: LIST_LIMITS }
  try {
    const answer = await upstream.whole(listing.isPost ? posted(call) : call, signal)
    return listing.names(parseJson(answer.toString()))
  } catch {
    return undefined // The list is a courtesy: without it the answer only says less.
  }
}

const posted = (call: UpstreamCall): UpstreamCall => ({
  ...call,
  headers: { ...call.headers, 'content-type': 'application/json' },
  body: '{}',
})
