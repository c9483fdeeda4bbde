// The model server of the gateway bench: a bare TCP server whose answers are bytes made beforehand.
// The first part of the path says how it answers: /json, /burst, /paced, /held, /started, /silent.
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { clockMs } from './clock.ts'

/** Events with text in a stream; the finish reason and `[DONE]` come on top. */
const EVENTS = 33
const FIRST_EVENT_MS = 50
const GAP_MS = 5
/** A model under load thinks this long before its first token, and after it until it has all others. */
const HELD_MS = 1_000
const HELD_GAP_MS = 200

const HEAD_END = '\r\n\r\n'
const TEXT = Array.from({ length: EVENTS }, (_, at) => `value_${at} += 1\n`)

const JSON_ANSWER = Buffer.from(wholeAnswer())
const STREAM_HEAD = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
)
const EVENT_CHUNKS = TEXT.map((text) => chunkOf({ text, finish_reason: null }))
const LAST_CHUNKS = Buffer.concat([
  chunkOf({ text: '', finish_reason: 'stop' }),
  httpChunk('data: [DONE]\n\n'),
  Buffer.from('0\r\n\r\n'),
])
const FIRST_CHUNK = EVENT_CHUNKS[0] ?? LAST_CHUNKS
const OTHER_CHUNKS = Buffer.concat([...EVENT_CHUNKS.slice(1), LAST_CHUNKS])
const BURST = Buffer.concat([STREAM_HEAD, FIRST_CHUNK, OTHER_CHUNKS])
const NOT_FOUND = Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
/** What a gateway sees that asks who is there: vLLM. */
const MODELS = Buffer.from(
  jsonAnswer({ object: 'list', data: [{ id: 'codestral', object: 'model', owned_by: 'vllm' }] }),
)

const ANSWERS: Record<string, (socket: Socket) => void> = {
  json: (socket) => socket.write(JSON_ANSWER),
  burst: (socket) => socket.write(BURST),
  paced: (socket) => {
    socket.write(STREAM_HEAD)
    setTimeout(() => sendPaced(socket), FIRST_EVENT_MS)
  },
  held: (socket) => {
    socket.write(STREAM_HEAD)
    setTimeout(() => socket.write(FIRST_CHUNK), HELD_MS)
    setTimeout(() => socket.write(OTHER_CHUNKS), HELD_MS + HELD_GAP_MS)
  },
  started: (socket) => {
    socket.write(STREAM_HEAD)
    socket.write(FIRST_CHUNK)
    reportClose(socket)
  },
  silent: reportClose,
}

/** Tells when a request has arrived that is never answered to its end, and when its socket is closed. */
function reportClose(socket: Socket): void {
  process.send?.({ arrived: true })
  socket.once('close', () => process.send?.({ closedAtMs: clockMs() }))
}

function sendPaced(socket: Socket): void {
  let at = 0
  const timer = setInterval(() => {
    const chunk = EVENT_CHUNKS[at]
    at += 1
    socket.write(chunk ?? LAST_CHUNKS)
    if (!chunk) clearInterval(timer)
  }, GAP_MS)
  socket.once('close', () => clearInterval(timer))
}

/** One request after the other on a socket; what is in a body is not looked at. */
function serve(socket: Socket): void {
  socket.setNoDelay(true)
  let head = ''
  let bodyLeft = 0
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    if (bodyLeft > 0) {
      bodyLeft -= bytes.length
    } else {
      head += bytes.toString('latin1')
      const end = head.indexOf(HEAD_END)
      if (end < 0) return
      bodyLeft = bodyBytes(head) - (head.length - end - HEAD_END.length)
    }
    if (bodyLeft > 0) return
    const [, name = ''] = head.split('/', 2)
    if (head.startsWith('POST ')) ANSWERS[name]?.(socket)
    else socket.write(head.includes('/v1/models ') ? MODELS : NOT_FOUND)
    head = ''
  })
}

function bodyBytes(head: string): number {
  const [, length] = /content-length: *(\d+)/i.exec(head) ?? []
  return Number(length ?? 0)
}

function wholeAnswer(): string {
  const choices = [{ index: 0, text: TEXT.slice(0, 8).join(''), finish_reason: 'stop' }]
  const usage = { prompt_tokens: 1_500, completion_tokens: 60 }
  return jsonAnswer({ id: 'cheap', object: 'text_completion', choices, usage })
}

function jsonAnswer(content: object): string {
  const body = JSON.stringify(content)
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}${HEAD_END}${body}`
}

function chunkOf(choice: object): Buffer {
  const event = { id: 'cheap', object: 'text_completion', choices: [{ index: 0, ...choice }] }
  return httpChunk(`data: ${JSON.stringify(event)}\n\n`)
}

function httpChunk(text: string): Buffer {
  return Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`)
}

/** Enough for 4,000 clients that come at once. */
const BACKLOG = 4_096
const server = createServer({ noDelay: true }, serve)
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.once('disconnect', () => process.exit(0))
