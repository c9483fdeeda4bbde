import type { ServerResponse } from 'node:http'

/**
 * A streamed answer on its way out. What is written in one turn of the event loop goes out in one piece, the headers
 * with it: a packet of a model server often holds many events. Nothing waits longer than that turn.
 */
export class Outflow {
  readonly #raw: ServerResponse
  #pending = ''
  #isScheduled = false
  #isCorked = false

  constructor(raw: ServerResponse) {
    this.#raw = raw
  }

  /** `resume` is called when the client takes more, after a write that returned false. */
  begin(headers: Record<string, number | string | string[] | undefined>, resume: () => void): void {
    this.#raw.writeHead(200, headers)
    // Apart from the first text, though with it in one packet: Node keeps the head as long as the stream, put together
    // of seventy pieces, unless it was written by itself. The socket is held back, and not the answer: one that ends
    // while it is held back has its text behind its end in Node 24.
    this.#raw.socket?.cork()
    this.#isCorked = true
    this.#raw.flushHeaders()
    this.#raw.on('drain', resume)
    this.#schedule()
  }

  /** False asks for a pause. */
  write(text: string): boolean {
    this.#pending += text
    this.#schedule()
    return !this.#raw.writableNeedDrain
  }

  end(text = ''): void {
    this.#raw.end(this.#taken() + text)
  }

  /** Ends with words that an answer broke. A client that does not read would not read those either: it is cut. */
  breakOff(text: string): void {
    if (this.#raw.writableNeedDrain) this.#raw.destroy()
    else this.end(text)
  }

  /** Breaks the connection, behind what was written: the client cannot take that for the whole. */
  cut(): void {
    this.#flush()
    // Node hands a write to the socket at the end of the turn.
    setImmediate(() => this.#raw.destroy())
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    process.nextTick(() => this.#flush())
  }

  #flush(): void {
    this.#isScheduled = false
    if (this.#raw.writableEnded || this.#raw.destroyed) return
    if (this.#pending !== '') this.#raw.write(this.#taken())
    if (this.#isCorked) this.#raw.socket?.uncork()
    this.#isCorked = false
  }

  #taken(): string {
    const text = this.#pending
    this.#pending = ''
    return text
  }
}
