// A model server with a script: a real HTTP server that speaks the OpenAI dialect, shared by tests and bench.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface UpstreamScript {
  /** The answer's text, in the pieces in which a stream sends it. */
  chunks?: string[]
  /** Texts of further choices in an answer that is not streamed. */
  alternatives?: string[]
  /** Wait before the headers and before each chunk. */
  headersAfterMs?: number
  pauseMs?: number
  status?: number
  headers?: Record<string, string>
  /** Sent instead of an answer in the dialect. */
  rawBody?: string
  usage?: { prompt_tokens: number; completion_tokens: number }
  finishReason?: string
  /** Breaks the connection after so many chunks. */
  cutAfterChunks?: number
  /** Ends a stream without finish reason and `[DONE]`. */
  forgetsEnd?: boolean
  /** Never answers. */
  hangs?: boolean
  /** Knows no other path than that of chats. */
  onlyChats?: boolean
}

export interface SeenRequest {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
}

export interface FakeUpstream {
  /** Base URL, ending in `/v1`. */
  url: string
  port: number
  requests: SeenRequest[]
  /** Resolves when a client closes its socket before the answer is complete. */
  closedByPeer: Promise<void>
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<SeenRequest>
  close(): Promise<void>
}

interface Cleanup {
  after(run: () => unknown): void
}

export async function startFakeUpstream(script: UpstreamScript): Promise<FakeUpstream> {
  const requests: SeenRequest[] = []
  const waiting: ((request: SeenRequest) => void)[] = []
  let peerClosed = (): void => {}
  const closedByPeer = new Promise<void>((resolve) => {
    peerClosed = resolve
  })
  const server = createServer(async (incoming, response) => {
    if (answersQuestion(incoming, response)) return
    response.on('close', () => {
      if (!response.writableFinished) peerClosed()
    })
    const seen = await readRequest(incoming)
    requests.push(seen)
    waiting.shift()?.(seen)
    await play(script, seen, response)
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    closedByPeer,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => stop(server),
  }
}

/** Questions about the server itself are not among its requests: it is an OpenAI-compatible one that tells nothing. */
function answersQuestion(incoming: IncomingMessage, response: ServerResponse): boolean {
  if (incoming.method !== 'GET') return false
  response.writeHead(404).end()
  return true
}

/** The same, closed when the test ends. */
export async function fakeUpstream(t: Cleanup, script: UpstreamScript): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream(script)
  t.after(() => upstream.close())
  return upstream
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

export async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: text ? JSON.parse(text) : {},
  }
}

async function play(
  script: UpstreamScript,
  seen: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  if (script.hangs) return
  if (script.headersAfterMs) await pause(script.headersAfterMs)
  const isUnknown = script.onlyChats && !seen.path.endsWith('/chat/completions')
  const status = isUnknown ? 404 : (script.status ?? 200)
  if (script.rawBody !== undefined || status !== 200) {
    const body = script.rawBody ?? JSON.stringify({ error: { message: 'scripted' } })
    response.writeHead(status, { 'content-type': 'application/json', ...script.headers }).end(body)
    return
  }
  const isChat = seen.path.endsWith('/chat/completions')
  if (seen.body.stream === true) await playStream(script, seen, response)
  else await playWhole(script, isChat, response)
}

async function playWhole(script: UpstreamScript, isChat: boolean, response: ServerResponse) {
  const { chunks = [], alternatives = [], pauseMs = 0, finishReason = 'stop', usage } = script
  if (pauseMs > 0) await pause(pauseMs * chunks.length)
  const texts = [chunks.join(''), ...alternatives]
  const choices = texts.map((content, index) => ({
    index,
    ...(isChat ? { message: { role: 'assistant', content } } : { text: content }),
    finish_reason: finishReason,
  }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ id: 'fake', choices, ...(usage ? { usage } : {}) }))
}

async function playStream(script: UpstreamScript, seen: SeenRequest, response: ServerResponse) {
  const { chunks = [], pauseMs = 0, finishReason = 'stop', usage } = script
  const isChat = seen.path.endsWith('/chat/completions')
  const event = (choice: object): string =>
    `data: ${JSON.stringify({ id: 'fake', choices: [{ index: 0, ...choice }] })}\n\n`
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  for (const [index, content] of chunks.entries()) {
    if (index === script.cutAfterChunks) {
      response.destroy()
      return
    }
    if (pauseMs > 0) await pause(pauseMs)
    if (response.destroyed) return
    response.write(event(isChat ? { delta: { content } } : { text: content }))
  }
  if (script.forgetsEnd) {
    response.end()
    return
  }
  response.write(event({ ...(isChat ? { delta: {} } : { text: '' }), finish_reason: finishReason }))
  // As OpenAI does: in an event of its own, without choices, and only where it was asked for.
  if (usage && seen.body.stream_options) {
    response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}
