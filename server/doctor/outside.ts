// A gateway seen from where its clients are: `midfill doctor --gateway URL`.

import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import { allWithin } from '../deadline.ts'
import type { Upstream } from '../upstream.ts'
import { clockSkew } from './clock.ts'
import { about, type Finding } from './finding.ts'
import type { World } from './gitlab.ts'
import { codeOf, onTheWay } from './reach.ts'

const WAIT_MS = 10_000
const LIMITS = allWithin(WAIT_MS)
const QUESTION = JSON.stringify({
  prompt_version: 1,
  current_file: {
    file_name: 'add.ts',
    content_above_cursor: 'const total = sum(items)\nconst other = ',
    content_below_cursor: '\n',
  },
})
const asHealth = checker(Type.Object({ status: Type.Optional(Type.String()) }))
const asAnswer = checker(
  Type.Object({
    model: Type.Object({ name: Type.String() }),
    choices: Type.Array(Type.Unknown()),
  }),
)

/** `apiKey`: shown to the gateway; empty: none. */
export async function checkGateway(url: URL, apiKey: string, world: World): Promise<Finding[]> {
  const { findings, isReached, isProxied } = await onTheWay(url, world)
  if (!isReached) return findings
  const health = await healthy(url, world.upstream)
  findings.push(health)
  if (health.verdict === 'failed') return findings
  findings.push(await completes(url, apiKey, world.upstream))
  if (!isProxied) findings.push(await clockSkew(below(url, '/monitoring/healthz'), world.trust))
  return findings
}

async function healthy(url: URL, upstream: Upstream): Promise<Finding> {
  const { ok, failed } = about('health', url.href)
  const advice =
    'The URL must lead to the gateway itself, without a path unless a proxy adds one: port 5052, not that of GitLab or of the model server.'
  const call = { url: below(url, '/monitoring/healthz'), headers: {}, limits: LIMITS }
  try {
    const body = (await upstream.whole(call, NEVER)).toString('utf8')
    return asHealth(JSON.parse(body)).value
      ? ok('the gateway is up')
      : failed('answers, and is no gateway', advice)
  } catch (error) {
    if (error instanceof SyntaxError) return failed('answers, and is no gateway', advice)
    return failed(`no sign of life: ${inWords(error)}`, advice)
  }
}

async function completes(url: URL, apiKey: string, upstream: Upstream): Promise<Finding> {
  const { ok, warning, failed } = about('completion', url.href)
  const call = {
    url: below(url, '/v2/code/completions'),
    headers: {
      'content-type': 'application/json',
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    },
    body: QUESTION,
    limits: LIMITS,
  }
  const startedAt = performance.now()
  try {
    const { value } = asAnswer(JSON.parse((await upstream.whole(call, NEVER)).toString('utf8')))
    if (!value)
      return failed('the answer is not that of a gateway', 'Look for a proxy that changes answers.')
    return ok(`answered by ${value.model.name} in ${Math.round(performance.now() - startedAt)} ms`)
  } catch (error) {
    const isRefused = error instanceof Error && /401|403/.test(inWords(error))
    if (!isRefused)
      return failed(
        `no completion: ${inWords(error)}`,
        'Run `midfill doctor` where the gateway runs.',
      )
    return apiKey
      ? failed(
          'the key is refused',
          'MIDFILL_API_KEY must be one of the MIDFILL_API_KEYS of the gateway.',
        )
      : warning(
          'strangers are refused, as they should be; no completion was tried',
          'To try one, set MIDFILL_API_KEY to one of the MIDFILL_API_KEYS of the gateway. One that GitLab alone asks has none: run its health check in GitLab.',
        )
  }
}

const NEVER = new AbortController().signal

const below = (url: URL, path: string): URL => new URL(url.href.replace(/\/+$/, '') + path)

/** The status of the answer where there was one; the words of calls are about model servers. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const status = 'upstreamStatus' in error ? error.upstreamStatus : undefined
  if (typeof status === 'number') return `status ${status}`
  return error.cause ? codeOf(error.cause) : error.message
}
