// A model server with habits: it knows its models and its key, and may be loading or out of reach.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, stop } from './fake-upstream.ts'

export interface ModelHouse {
  /** Without `/v1`. */
  url: string
  port: number
  /** Models that were asked for a text, in order. */
  asked: string[]
  /** `loading`: it says so. `silent`: it accepts and never answers. */
  mood: 'ready' | 'loading' | 'silent'
}

export interface HouseOptions {
  models: string[]
  apiKey: string
  /** What every model says, in the pieces in which it streams. */
  pieces: string[]
}

interface Cleanup {
  after(run: () => unknown): void
}

export async function modelHouse(t: Cleanup, options: HouseOptions): Promise<ModelHouse> {
  const house: ModelHouse = { url: '', port: 0, asked: [], mood: 'ready' }
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part)
    const text = Buffer.concat(parts).toString()
    if (house.mood === 'silent') return
    answer(house, options, { incoming, response, body: text ? JSON.parse(text) : {} })
  })
  house.port = await listen(server)
  house.url = `http://127.0.0.1:${house.port}`
  t.after(() => stop(server))
  return house
}

interface Exchange {
  incoming: IncomingMessage
  response: ServerResponse
  body: { model?: string; stream?: boolean }
}

function answer(house: ModelHouse, options: HouseOptions, exchange: Exchange): void {
  const { incoming, response, body } = exchange
  const problem = refusalOf(house, options, exchange)
  if (problem) {
    json(response, problem[0], { error: { message: problem[1] } })
  } else if (incoming.url === '/v1/models') {
    json(response, 200, { object: 'list', data: options.models.map((id) => ({ id })) })
  } else {
    house.asked.push(body.model ?? '')
    say(options.pieces, exchange)
  }
}

function refusalOf(
  { mood }: ModelHouse,
  { models, apiKey }: HouseOptions,
  { incoming: { url = '', headers }, body }: Exchange,
): [number, string] | undefined {
  if (mood === 'loading') return [503, 'Loading model']
  if (!url.startsWith('/v1/')) return [404, 'Not Found']
  if (headers.authorization !== `Bearer ${apiKey}`) return [401, 'Unauthorized']
  if (url !== '/v1/models' && !models.includes(body.model ?? '')) return [404, 'No such model']
  return undefined
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function say(pieces: readonly string[], { incoming, response, body }: Exchange): void {
  const isChat = incoming.url?.endsWith('/chat/completions') ?? false
  const whole = pieces.join('')
  if (!body.stream) {
    const said = isChat ? { message: { role: 'assistant', content: whole } } : { text: whole }
    json(response, 200, { choices: [{ index: 0, ...said, finish_reason: 'stop' }] })
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const text of pieces) {
    const choice = isChat ? { delta: { content: text } } : { text }
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
  }
  const last = { choices: [{ index: 0, delta: {}, text: '', finish_reason: 'stop' }] }
  response.end(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`)
}
