// From the bytes of a model server's stream to the chunks of a suggestion.
import type { EarlyStream } from './early-stream.ts'
import type { Receiver } from './exchange.ts'
import type { Step } from './postprocess/step.ts'
import { type StreamDecoder, streamDecoder } from './providers/framing.ts'
import type { Provider } from './providers/provider.ts'
import type { Usage } from './suggestion.ts'
import { brokenOff, unreadable } from './upstream-errors.ts'

export interface RelayParts {
  provider: Provider
  steps: Step
  out: EarlyStream
  /** Called when the server has accepted the request. */
  opened: () => void
  fail: (error: Error) => void
}

export class StreamRelay implements Receiver {
  readonly #provider: Provider
  readonly #steps: Step
  readonly #out: EarlyStream
  readonly #opened: () => void
  readonly #fail: (error: Error) => void
  readonly #decoder: StreamDecoder
  #isComplete = false
  #isFlowing = true
  #usage: Usage | undefined

  constructor({ provider, steps, out, opened, fail }: RelayParts) {
    this.#provider = provider
    this.#decoder = streamDecoder(provider.framing, (data, event) => this.#take(data, event))
    this.#steps = steps
    this.#out = out
    this.#opened = opened
    this.#fail = fail
  }

  open(): void {
    this.#opened()
    this.#out.open()
  }

  bytes(chunk: Buffer): boolean {
    this.#isFlowing = true
    this.#decoder.feed(chunk)
    return this.#isFlowing
  }

  /** The connection ended. Without a finish reason or `[DONE]` before, the text is only a part. */
  end(): void {
    const isCut = this.#provider.endsSilently && this.#decoder.hasRest()
    if (this.#isComplete && !isCut) this.#finish()
    else this.fail(brokenOff())
  }

  fail(error: Error): void {
    this.#fail(error)
  }

  #take(data: string, event: string): void {
    if (this.#out.hasEnded) return
    const chunk = this.#provider.chunk(data, event)
    if (!chunk) throw unreadable('an event of its stream is not of the expected form')
    if (chunk === 'done') {
      this.#finish()
      return
    }
    if (chunk.finishReason) this.#isComplete = true
    if (chunk.usage) this.#usage = greatest(this.#usage, chunk.usage)
    if (!this.#out.chunk(this.#steps.push(chunk.text))) this.#isFlowing = false
  }

  #finish(): void {
    this.#out.chunk(this.#steps.end())
    this.#out.end(this.#usage)
  }
}

/** Servers count up, and some count the prompt in the first event alone. */
function greatest(before: Usage | undefined, now: Usage): Usage {
  if (!before) return now
  return {
    inputTokens: Math.max(before.inputTokens, now.inputTokens),
    outputTokens: Math.max(before.outputTokens, now.outputTokens),
  }
}
