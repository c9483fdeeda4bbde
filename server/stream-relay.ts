// From the bytes of a model server's stream to the chunks of a suggestion.
import type { Receiver } from './exchange.ts'
import { type StreamDecoder, streamDecoder } from './providers/framing.ts'
import type { Provider } from './providers/provider.ts'
import type { Usage } from './suggestion.ts'
import { brokenOff, notStreamed, unexpected } from './upstream-errors.ts'

/** Hears what a model says, in this order: asked, open, any number of texts, then once end or fail. */
export interface ModelEar {
  /** The request is sent, now that it is known in which dialect. */
  asked(): void
  /** The server has accepted the request. */
  open(): void
  /** Raw, as the model said it. False asks for a pause. */
  text(text: string): boolean
  end(usage?: Usage): void
  fail(error: Error): void
}

export class StreamRelay implements Receiver {
  readonly #provider: Provider
  readonly #ear: Omit<ModelEar, 'asked'>
  /** Made with the first bytes: a model may think for long. */
  #decoder: StreamDecoder | undefined
  #isComplete = false
  #hasEnded = false
  #isFlowing = true
  #firstByte: number | undefined
  #usage: Usage | undefined

  constructor(provider: Provider, ear: Omit<ModelEar, 'asked'>) {
    this.#provider = provider
    this.#ear = ear
  }

  open(): void {
    this.#ear.open()
  }

  bytes(chunk: Buffer): boolean {
    this.#isFlowing = true
    this.#firstByte ??= chunk[0]
    this.#decoder ??= streamDecoder(this.#provider.framing, (data, event) =>
      this.#take(data, event),
    )
    this.#decoder.feed(chunk)
    return this.#isFlowing
  }

  /** The connection ended. Without a finish reason or `[DONE]` before, the text is only a part. */
  end(): void {
    const isCut = this.#provider.endsSilently && this.#decoder?.hasRest()
    if (!isCut && !this.#isComplete) this.#takeRest()
    if (this.#isComplete && !isCut) this.#finish()
    else this.fail(this.#isUnlikeStream() ? notStreamed() : brokenOff())
  }

  fail(error: Error): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#ear.fail(error)
  }

  /** Some servers leave out the line behind their last word. */
  #takeRest(): void {
    try {
      this.#decoder?.flush()
    } catch {
      // Half an event: the answer is broken off, which is told by whoever ends it.
    }
  }

  /** A page, or a whole answer: events begin with the name of a field. */
  #isUnlikeStream(): boolean {
    return this.#provider.framing === 'events' && UNLIKE_EVENTS.has(this.#firstByte ?? 0)
  }

  #take(data: string, event: string): void {
    if (this.#hasEnded) return
    const chunk = this.#provider.chunk(data, event)
    if (!chunk) throw unexpected('an event of its stream', data)
    if (chunk === 'done') {
      this.#finish()
      return
    }
    if (chunk.finishReason) this.#isComplete = true
    if (chunk.usage) this.#usage = greatest(this.#usage, chunk.usage)
    if (chunk.text !== '' && !this.#ear.text(chunk.text)) this.#isFlowing = false
  }

  #finish(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#ear.end(this.#usage)
  }
}

const UNLIKE_EVENTS: ReadonlySet<number> = new Set(Buffer.from('<{'))

/** Servers count up, and some count the prompt in the first event alone. */
function greatest(before: Usage | undefined, now: Usage): Usage {
  if (!before) return now
  return {
    inputTokens: Math.max(before.inputTokens, now.inputTokens),
    outputTokens: Math.max(before.outputTokens, now.outputTokens),
  }
}
