// Who asks, as far as a request tells.
import type { FastifyRequest } from 'fastify'
import { hashOf } from './hash.ts'
import type { Asker } from './route.ts'
import type { Facts } from './rules.ts'

export interface Asked {
  readonly facts: Facts
  readonly asker: Asker
}

/** In how many milliseconds the answer is worthless; our language server says it. */
const TIMEOUT_HEADER = 'x-midfill-timeout-ms'

/** Chat and prompts by id: not about one place in one file. */
export const CHAT = { kind: 'chat', lang: '', fileName: '' } as const

/** `arrivedAt`: on the clock of performance.now(). */
export function askedBy(
  request: FastifyRequest,
  { kind, lang, fileName }: { kind: Facts['kind']; lang: string; fileName: string },
  arrivedAt: number,
): Asked {
  const { headers, caller } = request
  const { claims } = caller
  const { person, instance, key } = whoAsks(request)
  const facts: Facts = {
    kind,
    lang,
    realm: claims.realm || text(headers['x-gitlab-realm']),
    instance,
    host: text(headers['x-gitlab-host-name']),
    user: person,
    client: text(headers['user-agent']),
    headers,
  }
  const user = person ? `${instance} ${person}` : key || withoutKey(request, instance)
  const asker: Asker = {
    user,
    // People who share a key or an instance may edit files of the same name: none replaces another's.
    document: person ? fileName : '',
    priority: kind,
    deadlineAt: deadlineIn(headers[TIMEOUT_HEADER]),
    arrivedAt,
    trace: request.trace,
  }
  return { facts, asker }
}

/** What is not known is empty. The key is its hash: this name is kept in memory by whoever counts. */
export function whoAsks(request: FastifyRequest): {
  person: string
  instance: string
  key: string
} {
  const { headers, caller } = request
  return {
    person: personIn(request),
    instance: caller.claims.instanceId || text(headers['x-gitlab-instance-id']),
    key: caller.kind === 'api_key' ? `key ${hashOf(text(headers.authorization))}` : '',
  }
}

/** GitLab names the person in a header; an access token of our own is for one person. */
const personIn = ({ headers, caller }: FastifyRequest): string =>
  text(headers['x-gitlab-global-user-id']) || (caller.isSelfIssued ? caller.claims.subject : '')

const withoutKey = ({ socket }: FastifyRequest, instance: string): string =>
  instance ? `instance ${instance}` : `connection ${socket.remoteAddress}:${socket.remotePort}`

function deadlineIn(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined
  const ms = Number(header)
  return Number.isFinite(ms) && ms > 0 ? performance.now() + ms : undefined
}

const text = (header: string | string[] | undefined): string =>
  typeof header === 'string' ? header : ''
