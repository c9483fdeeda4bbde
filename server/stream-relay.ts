// From the bytes of a model server's stream to the chunks of a suggestion.
import { sseDecoder } from '../protocol/index.ts'
import { EarlyStream } from './early-stream.ts'
import type { Step } from './postprocess/step.ts'
import type { Provider } from './providers/provider.ts'
import type { AnsweringModel, SuggestionStream } from './suggestion.ts'
import type { Receiver } from './upstream.ts'
import { brokenOff, unreadable } from './upstream-errors.ts'

export interface RelayParts {
  id: string
  model: AnsweringModel
  provider: Provider
  steps: Step
  out: SuggestionStream
}

export class StreamRelay implements Receiver {
  /** Ends a pause of the sender; set once the call is under way. */
  resume: () => void = () => {}
  readonly #provider: Provider
  readonly #steps: Step
  readonly #out: EarlyStream
  readonly #decoder = sseDecoder((event) => this.#take(event.data))
  #isComplete = false
  #isFlowing = true

  constructor({ id, model, provider, steps, out }: RelayParts) {
    this.#provider = provider
    this.#steps = steps
    this.#out = new EarlyStream(out, () => out.begin(id, model, () => this.resume()))
  }

  /** Settles when the stream has ended; rejects only when it failed before `out.begin`. */
  get done(): Promise<void> {
    return this.#out.done
  }

  open(): void {
    this.#out.open()
  }

  bytes(chunk: Buffer): boolean {
    this.#isFlowing = true
    this.#decoder.feed(chunk)
    return this.#isFlowing
  }

  /** The connection ended. Without a finish reason or `[DONE]` before, the text is only a part. */
  end(): void {
    if (this.#isComplete) this.#finish()
    else this.fail(brokenOff())
  }

  fail(error: Error): void {
    this.#out.fail(error)
  }

  #take(data: string): void {
    if (this.#out.hasEnded) return
    const chunk = this.#provider.chunk(data)
    if (!chunk) throw unreadable('an event of its stream is not of the expected form')
    if (chunk === 'done') {
      this.#finish()
      return
    }
    if (chunk.finishReason) this.#isComplete = true
    if (!this.#out.chunk(this.#steps.push(chunk.text))) this.#isFlowing = false
  }

  #finish(): void {
    this.#out.chunk(this.#steps.end())
    this.#out.end()
  }
}
