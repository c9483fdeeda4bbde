// Short questions to a model server about itself, whose answer nobody depends on.
import { GatewayError } from '../protocol/index.ts'
import { allWithin } from './deadline.ts'
import type { AskServer } from './providers/discover.ts'
import { bearer } from './providers/openai.ts'
import { parseJson } from './providers/parse-json.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Upstream } from './upstream.ts'

/** Two rounds of questions and the call itself fit into GitLab's 3 s. */
const ASK_WITHIN_MS = 800
const ASK_LIMITS = allWithin(ASK_WITHIN_MS)

interface AskerParts {
  upstream: Upstream
  extraHeaders: Readonly<Record<string, string>>
}

export function askerOf(deployment: Deployment, { upstream, extraHeaders }: AskerParts): AskServer {
  const headers = { accept: 'application/json', ...bearer(deployment), ...extraHeaders }
  return async (url, body) => {
    const call = {
      url: new URL(url),
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
      limits: ASK_LIMITS,
    }
    try {
      const answer = await upstream.whole(call, new AbortController().signal)
      return { status: 200, json: parseJson(answer.toString('utf8')) }
    } catch (error) {
      // No answer is an answer here: the call itself will say what is wrong, in words for its caller.
      const status = error instanceof GatewayError ? error.upstreamStatus : undefined
      return status === undefined ? undefined : { status, json: undefined }
    }
  }
}
