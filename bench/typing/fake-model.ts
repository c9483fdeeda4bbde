// A model that knows the file and gets some names wrong, behind the wires of a midfill gateway and of a Tabby server.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface ModelCall {
  atMs: number
  prefix: string
  /** What it would say if it were let. */
  text: string
  /** What it has said so far. */
  said: string
  /** Tokens of the prompt and of what was said, four characters each. */
  tokens: number
  wasShown: boolean
  isOver: boolean
  /** When what was typed stopped agreeing with it, while it was under way. */
  divergedAtMs: number | undefined
  /** When the other side closed the socket before the end. */
  closedAtMs: number | undefined
}

export interface FakeModel {
  url: string
  calls: ModelCall[]
  /** Answers come this long after the question. */
  latencyMs: number
  whole: string
  /** Share of the names that it gets wrong. */
  wrongNames: number
  /** What it does instead of answering. */
  fault: Fault | undefined
  close(): void
}

/** `500 model`: the server is up, and says so when asked; only its model fails. */
export type Fault = 'hang' | 'refuse' | '429' | '500' | '500 model'

export const WRONG_NAMES = 0.22
export const CHARS_PER_TOKEN = 4
/** The first words come after this share of the latency, the last at its end. */
export const FIRST_WORDS = 0.4
export const PIECES = 6
const LINES = [1, 1, 2, 3]

export async function startFakeModel(random: () => number): Promise<FakeModel> {
  const model: FakeModel = {
    url: '',
    calls: [],
    latencyMs: 0,
    whole: '',
    wrongNames: WRONG_NAMES,
    fault: undefined,
    close: () => server.close(),
  }
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (model.fault && fails(model, { request, body, response, random })) return
    if (request.url === '/v4/code/suggestions') await answerV4(model, { body, response, random })
    else if (request.url === '/v1/completions') await answerTabby(model, { body, response, random })
    else json(response, { model: 'fake', device: 'cpu', version: { git_describe: 'v0.20.0' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return model
}

/** Whether the request was dealt with. */
function fails(
  model: FakeModel,
  { request, body, response, random }: Question & { request: IncomingMessage },
): boolean {
  const isQuestion = request.url === '/v4/code/suggestions'
  if (isQuestion) begin(model, '', { body, response, random })
  const isUp = model.fault === '429' || model.fault === '500 model'
  if (!isQuestion && isUp) return false
  if (model.fault === 'refuse') request.socket.destroy()
  else if (model.fault === '429') response.writeHead(429, { 'retry-after': '5' }).end()
  else if (model.fault !== 'hang') response.writeHead(500).end()
  return true
}

interface Question {
  body: string
  response: ServerResponse
  random: () => number
}

async function answerV4(model: FakeModel, { body, response, random }: Question): Promise<void> {
  const [editor] = JSON.parse(body).prompt_components
  const call = begin(model, editor.payload.content_above_cursor, { body, response, random })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const id = String(model.calls.length - 1)
  const engine = { engine: 'fake', name: 'fake', lang: '' }
  const metadata = { model: engine, timestamp: 0, enabled_feature_flags: [], region: null }
  event(response, 'stream_start', { id, metadata })
  await pause(model.latencyMs * FIRST_WORDS)
  for (let piece = 0; piece < PIECES && !response.destroyed; piece += 1) {
    const upTo = Math.ceil((call.text.length * (piece + 1)) / PIECES)
    const content = call.text.slice(call.said.length, upTo)
    say(call, content)
    event(response, 'content_chunk', { choices: [{ index: 0, delta: { content } }] })
    if (piece < PIECES - 1) await pause((model.latencyMs * (1 - FIRST_WORDS)) / (PIECES - 1))
  }
  call.isOver = true
  event(response, 'stream_end', null)
  response.end()
}

async function answerTabby(model: FakeModel, { body, response, random }: Question): Promise<void> {
  const call = begin(model, JSON.parse(body).segments.prefix, { body, response, random })
  await pause(model.latencyMs)
  call.isOver = true
  if (response.destroyed) return
  say(call, call.text)
  json(response, { id: `cmpl-${model.calls.length}`, choices: [{ index: 0, text: call.text }] })
}

function begin(model: FakeModel, sent: string, { body, response, random }: Question): ModelCall {
  const call: ModelCall = {
    atMs: performance.now(),
    prefix: sent,
    text: continuation(model, sent, random),
    said: '',
    tokens: Math.ceil(body.length / CHARS_PER_TOKEN),
    wasShown: false,
    isOver: false,
    divergedAtMs: undefined,
    closedAtMs: undefined,
  }
  model.calls.push(call)
  response.once('close', () => {
    if (!call.isOver) call.closedAtMs = performance.now()
  })
  return call
}

function say(call: ModelCall, text: string): void {
  call.said += text
  call.tokens += Math.ceil(text.length / CHARS_PER_TOKEN)
}

/** One to three lines from the cursor on. A client may send only the end of the prefix. */
export function continuation(
  { whole, wrongNames }: Pick<FakeModel, 'whole' | 'wrongNames'>,
  prefix: string,
  random: () => number,
): string {
  const tail = prefix.slice(-200)
  const at = whole.startsWith(prefix) ? prefix.length : whole.indexOf(tail) + tail.length
  if (at < tail.length) return 'value)'
  const lines = whole.slice(at).split('\n')
  const wanted = LINES[Math.floor(random() * LINES.length)] ?? 1
  const count = lines[0]?.trim() === '' ? wanted + 1 : wanted
  const text = lines.slice(0, count).join('\n')
  return text.replace(/[A-Za-z_]\w{2,}/g, (name) => (random() < wrongNames ? `${name}Of` : name))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

function event(response: ServerResponse, name: string, value: unknown): void {
  if (!response.destroyed)
    response.write(`event: ${name}\r\ndata: ${JSON.stringify(value)}\r\n\r\n`)
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
