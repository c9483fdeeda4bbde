// Neovim's RPC: requests and notifications in MessagePack, over a child's standard streams or a socket.
import type { Readable, Writable } from 'node:stream'
import { decodeMultiStream, ExtensionCodec, encode } from '@msgpack/msgpack'

/** Buffers, windows and tab pages are handles; their bytes are a number, which nobody here needs. */
const HANDLES = new ExtensionCodec()
for (const type of [0, 1, 2]) {
  HANDLES.register({ type, encode: () => null, decode: (bytes: Uint8Array) => bytes[0] })
}

export interface RpcStreams {
  from: Readable
  to: Writable
}

type Settle = { resolve(value: unknown): void; reject(error: Error): void }

export class NeovimRpc {
  readonly #streams: RpcStreams
  readonly #waiting = new Map<number, Settle>()
  readonly #heard: (method: string, params: unknown[]) => void
  #lastId = 0

  constructor(streams: RpcStreams, heard: (method: string, params: unknown[]) => void = () => {}) {
    this.#streams = streams
    this.#heard = heard
    void this.#read()
  }

  request(method: string, ...params: unknown[]): Promise<unknown> {
    const id = ++this.#lastId
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#streams.to.write(encode([0, id, method, params]))
    return answer
  }

  /** Nobody waits for an answer. */
  tell(method: string, ...params: unknown[]): void {
    this.#streams.to.write(encode([2, method, params]))
  }

  async #read(): Promise<void> {
    try {
      for await (const message of decodeMultiStream(this.#streams.from, {
        extensionCodec: HANDLES,
      })) {
        if (Array.isArray(message)) this.#take(message)
      }
    } catch {
      // A stream that breaks off is how Neovim ends; who still waits for an answer is told below.
    } finally {
      for (const { reject } of this.#waiting.values()) reject(new Error('Neovim is gone'))
      this.#waiting.clear()
    }
  }

  #take([kind, ...rest]: unknown[]): void {
    if (kind === 2) {
      const [method, params] = rest
      this.#heard(String(method), Array.isArray(params) ? params : [])
      return
    }
    const [id, error, result] = rest
    const settle = this.#waiting.get(Number(id))
    this.#waiting.delete(Number(id))
    if (error) settle?.reject(new Error(JSON.stringify(error)))
    else settle?.resolve(result)
  }
}
