// A GitLab instance as editors see it: its API for code suggestions, with a script. A real HTTP server.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { encodeContentChunk, encodeEvent } from '../../protocol/index.ts'
import { listen, readRequest, type SeenRequest, stop } from './fake-upstream.ts'

export interface InstanceScript {
  version?: string
  /** The token that it accepts; any when left out. */
  token?: string
  scopes?: string[]
  hasSeat?: boolean
  /** Paths of projects that have switched GitLab Duo off. */
  projectsOff?: string[]
  /** Details of a direct connection; a number: the status that refuses it. */
  direct?: () => object | number | Promise<object | number>
  /** Texts of suggestions, in the pieces in which a stream sends them. */
  chunks?: string[]
  /** Further texts of a whole answer. */
  alternatives?: string[]
  pauseMs?: number
  /** Waited for before each further piece of a stream, and before its end: called with how many were sent. */
  between?: (sentPieces: number) => Promise<unknown>
  /** How streams are sent; `sse` says so in its header. */
  streams?: 'sse' | 'raw' | 'json'
  /** Status of suggestions. */
  status?: number
  /** Never ends an answer. */
  hangs?: boolean
}

export const SUGGESTIONS_PATH = '/api/v4/code_suggestions/completions'
export const DIRECT_PATH = '/api/v4/code_suggestions/direct_access'

export interface GitlabForEditors {
  url: string
  /** May be changed while it runs. */
  script: InstanceScript
  requests: SeenRequest[]
  /** Those for suggestions. */
  suggestions(): SeenRequest[]
  asked(path: string): number
  /** Resolves when a client leaves before the answer is complete. */
  closedByPeer: Promise<void>
}

interface Cleanup {
  after(run: () => unknown): void
}

export async function gitlabForEditors(
  t: Cleanup,
  script: InstanceScript = {},
): Promise<GitlabForEditors> {
  const requests: SeenRequest[] = []
  let peerClosed = (): void => {}
  const closedByPeer = new Promise<void>((resolve) => {
    peerClosed = resolve
  })
  const instance: GitlabForEditors = {
    url: '',
    script,
    requests,
    suggestions: () => requests.filter(({ path }) => path === SUGGESTIONS_PATH),
    asked: (path) => requests.filter((request) => request.path === path).length,
    closedByPeer,
  }
  const server = createServer(async (incoming, response) => {
    response.on('close', () => {
      if (!response.writableFinished) peerClosed()
    })
    const seen = await readRequest(incoming)
    requests.push(seen)
    await answer(instance.script, incoming, { seen, response })
  })
  instance.url = `http://127.0.0.1:${await listen(server)}`
  t.after(() => stop(server))
  return instance
}

async function answer(
  script: InstanceScript,
  { url = '', headers }: IncomingMessage,
  { seen, response }: { seen: SeenRequest; response: ServerResponse },
): Promise<void> {
  const { token, scopes = ['api'], version = '18.2.0', hasSeat = true } = script
  const isKnown = token === undefined || headers.authorization === `Bearer ${token}`
  if (!isKnown) refuse(response, 401)
  else if (url === '/api/v4/version') json(response, 200, { version, revision: 'fake' })
  else if (url === '/api/v4/personal_access_tokens/self') {
    json(response, 200, { active: true, scopes })
  } else if (url === '/oauth/token/info') json(response, 200, { scope: scopes })
  else if (url === '/api/graphql') {
    json(response, 200, graph(seen, script, hasSeat))
  } else if (url === '/api/v4/usage_data/track_event') {
    json(response, 200, { status: 'success' })
  } else if (url === DIRECT_PATH) {
    const details = script.direct ? await script.direct() : 403
    if (typeof details === 'number') refuse(response, details)
    else json(response, 201, details)
  } else if (url === SUGGESTIONS_PATH) await suggest(script, seen, response)
  else refuse(response, 404)
}

function graph({ body }: SeenRequest, { projectsOff = [] }: InstanceScript, hasSeat: boolean) {
  const { path } = (body.variables ?? {}) as { path?: string }
  return path === undefined
    ? { data: { currentUser: { duoCodeSuggestionsAvailable: hasSeat } } }
    : { data: { project: { duoFeaturesEnabled: !projectsOff.includes(path) } } }
}

async function suggest(
  script: InstanceScript,
  seen: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  const { chunks = ['suggested'], streams = 'sse', status = 200, pauseMs = 0, hangs } = script
  if (status !== 200) refuse(response, status)
  else if (hangs) response.flushHeaders()
  else if (seen.body.stream !== true || streams === 'json') {
    json(response, 200, {
      choices: [chunks.join(''), ...(script.alternatives ?? [])].map((text, index) => ({
        ...{ text, index, finish_reason: 'length' },
      })),
      model: { engine: 'fake', name: 'fake-model', lang: '' },
    })
  } else await stream({ ...script, chunks, pauseMs, isSse: streams === 'sse' }, response)
}

async function stream(
  {
    chunks,
    pauseMs,
    isSse,
    between,
  }: Pick<InstanceScript, 'between'> & { chunks: string[]; pauseMs: number; isSse: boolean },
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    ...(isSse ? { 'x-streaming-format': 'sse' } : {}),
  })
  if (isSse) response.write(encodeEvent('stream_start', START))
  for (const [index, chunk] of chunks.entries()) {
    await between?.(index)
    if (pauseMs) await pause(pauseMs)
    if (response.destroyed) return
    response.write(isSse ? encodeContentChunk(chunk) : chunk)
  }
  await between?.(chunks.length)
  response.end(isSse ? encodeEvent('stream_end', null) : undefined)
}

const START = {
  metadata: {
    model: { engine: 'fake', name: 'fake-model' },
    timestamp: 1,
    enabled_feature_flags: [],
    region: null,
  },
}

/** GitLab says that the refusal is its own. */
function refuse(response: ServerResponse, status: number): void {
  response.setHeader('x-gitlab-error-origin', 'monolith')
  json(response, status, { message: `${status} scripted` })
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
