// A client that knows just enough HTTP to see where an answer ends.
import { connect, type Socket } from 'node:net'
import { WHO } from './requests.ts'

/** What is left of an answer: so many bytes, or chunks until the last one. */
type Rest = number | 'chunks'

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '\r\n0\r\n\r\n'
const OK = 'HTTP/1.1 200'

/** Clients so far: each is another person with other code. */
let count = 0

export class Client {
  readonly #port: number
  readonly #request: Buffer
  readonly #patienceMs: number
  #socket: Socket | undefined
  #settle: { resolve: (ms: number) => void; reject: (error: Error) => void } | undefined
  #sentAt = 0
  #head = ''
  #rest: Rest | undefined
  #tail = ''
  #timer: NodeJS.Timeout | undefined

  constructor({
    port,
    request,
    patienceMs,
  }: { port: number; request: string; patienceMs: number }) {
    this.#port = port
    count += 1
    const who = WHO.slice(0, -6) + String(count).padStart(6, '0')
    this.#request = Buffer.from(request.replaceAll(WHO, who))
    this.#patienceMs = patienceMs
  }

  connect(): Promise<void> {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    this.#socket = socket
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
    return new Promise((resolve, reject) => {
      socket.once('connect', resolve)
      socket.on('error', (error) => {
        reject(error)
        this.#fail(error)
      })
    })
  }

  /** Milliseconds until the whole answer. Rejects when it is not 200, cut, or takes longer than the patience. */
  ask(): Promise<number> {
    this.#head = ''
    this.#rest = undefined
    this.#tail = ''
    this.#sentAt = performance.now()
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#timer ??= setInterval(() => this.#look(), this.#patienceMs / 4)
      this.#socket?.write(this.#request)
    })
  }

  close(): void {
    clearInterval(this.#timer)
    this.#socket?.destroy()
  }

  #look(): void {
    if (this.#settle && performance.now() - this.#sentAt > this.#patienceMs) {
      this.#fail(new Error(`no answer in ${this.#patienceMs} ms`))
    }
  }

  #take(bytes: Buffer): void {
    let body = bytes
    if (this.#rest === undefined) {
      this.#head += bytes.toString('latin1')
      const end = this.#head.indexOf(HEAD_END)
      if (end < 0) return
      body = bytes.subarray(bytes.length - (this.#head.length - end - HEAD_END.length))
      this.#rest = restOf(this.#head.slice(0, end))
      if (!this.#head.startsWith(OK)) this.#fail(new Error(this.#head.slice(0, 300)))
    }
    if (this.#hasEnded(body)) {
      this.#settle?.resolve(performance.now() - this.#sentAt)
      this.#settle = undefined
    }
  }

  #hasEnded(body: Buffer): boolean {
    if (typeof this.#rest === 'number') {
      this.#rest -= body.length
      return this.#rest <= 0
    }
    const end = body.subarray(-LAST_CHUNK.length).toString('latin1')
    this.#tail = (this.#tail + end).slice(-LAST_CHUNK.length)
    return this.#tail === LAST_CHUNK
  }

  #fail(error: Error): void {
    this.#settle?.reject(error)
    this.#settle = undefined
  }
}

function restOf(head: string): Rest {
  const [, length] = /content-length: *(\d+)/i.exec(head) ?? []
  return length === undefined ? 'chunks' : Number(length)
}
