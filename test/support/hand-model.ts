// A model server that does what the test says, when the test says it. It streams text completions.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, stop } from './fake-upstream.ts'

export interface HandledCall {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  /** Sends the headers of a stream. `send` does it by itself. */
  begin(): void
  /** Sends one chunk. */
  send(text: string): void
  /** Ends the stream as a model does. */
  finish(): void
  /** Answers with something else. */
  answer(status: number, body: unknown, headers?: Record<string, string>): void
  /** Breaks the connection. */
  cut(): void
  /** Resolves when the client closes before the answer is complete. */
  closedByPeer: Promise<void>
  response: ServerResponse
}

export interface HandModel {
  /** Base URL, ending in `/v1`. */
  url: string
  port: number
  /** The next call, in the order in which they come. */
  next(): Promise<HandledCall>
}

interface Cleanup {
  after(run: () => unknown): void
}

export async function handModel(t: Cleanup): Promise<HandModel> {
  const arrived: HandledCall[] = []
  const waiting: ((call: HandledCall) => void)[] = []
  const server = createServer(async (incoming, response) => {
    // Who it is, is asked with GETs; it does not say.
    if (incoming.method === 'GET') {
      response.writeHead(404).end()
      return
    }
    const call = await callOf(incoming, response)
    const waiter = waiting.shift()
    if (waiter) waiter(call)
    else arrived.push(call)
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    next: () =>
      new Promise((resolve) => {
        const call = arrived.shift()
        if (call) resolve(call)
        else waiting.push(resolve)
      }),
  }
}

async function callOf(incoming: IncomingMessage, response: ServerResponse): Promise<HandledCall> {
  const closedByPeer = new Promise<void>((resolve) => {
    response.on('close', () => {
      if (!response.writableFinished) resolve()
    })
  })
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: text ? JSON.parse(text) : {},
    closedByPeer,
    response,
    ...streamOf(response, (incoming.url ?? '').endsWith('/chat/completions')),
  }
}

function streamOf(response: ServerResponse, isChat: boolean) {
  const begin = (): void => {
    if (response.headersSent) return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
  }
  const event = (choice: object): void => {
    begin()
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
  }
  return {
    begin,
    send: (text: string) => event(isChat ? { delta: { content: text } } : { text }),
    finish() {
      event({ ...(isChat ? { delta: {} } : { text: '' }), finish_reason: 'stop' })
      response.end('data: [DONE]\n\n')
    },
    answer(status: number, body: unknown, headers: Record<string, string> = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(body))
    },
    cut: () => response.destroy(),
  }
}

/** The members with which a `/v2` request names a model server; it says the dialect, so that none is asked for. */
export const flatModelAt = ({ url }: { url: string }, family = 'codestral') => ({
  model_provider: 'litellm',
  model_name: family,
  model_endpoint: url,
  model_api_key: 'model-key',
  model_identifier: `openai/served-${family}`,
})

/** The member with which a `/v3` or `/v4` request does. */
export const nestedModelAt = ({ url }: { url: string }, family = 'codestral') => ({
  model_metadata: {
    provider: 'openai',
    name: family,
    endpoint: url,
    api_key: 'model-key',
    identifier: `openai/served-${family}`,
  },
})
