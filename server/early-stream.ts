import type { AnsweringModel, SuggestionStream, Usage } from './suggestion.ts'

/**
 * How long the client's headers wait for the model server's status. A refusal within this time is answered
 * with an honest status; a slow first token must not keep GitLab's 55 s header timer running.
 */
const STATUS_WITHIN_MS = 250

/** A stream that begins when an answer is certain, or when the wait for certainty is over. Ends once. */
export class EarlyStream {
  /** Settles when the stream has ended; rejects only when it failed before it began. */
  readonly done: Promise<void>
  readonly #out: Omit<SuggestionStream, 'begin'>
  readonly #begin: () => void
  #timer: NodeJS.Timeout | undefined
  #settle: { resolve: () => void; reject: (error: Error) => void }
  #hasBegun = false
  #hasEnded = false

  constructor(out: Omit<SuggestionStream, 'begin'>, begin: () => void) {
    this.#out = out
    this.#begin = begin
    this.#settle = { resolve() {}, reject() {} }
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
  }

  /** The wait for certainty begins: the model server is asked. Before, there is nothing to wait for. */
  hold(): void {
    if (this.#timer || this.#hasEnded) return
    this.#timer = setTimeout(() => this.open(), STATUS_WITHIN_MS)
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  open(): void {
    clearTimeout(this.#timer)
    if (this.#hasBegun || this.#hasEnded) return
    this.#hasBegun = true
    this.#begin()
  }

  /** False asks the sender to pause. */
  chunk(text: string): boolean {
    if (text === '' || this.#hasEnded) return true
    this.open()
    return this.#out.chunk(text)
  }

  end(usage?: Usage): void {
    if (this.#hasEnded) return
    this.open()
    this.#hasEnded = true
    this.#out.end(usage)
    this.#settle.resolve()
  }

  fail(error: Error): void {
    if (this.#hasEnded) return
    clearTimeout(this.#timer)
    this.#hasEnded = true
    if (!this.#hasBegun) {
      this.#settle.reject(error)
      return
    }
    this.#out.fail(error)
    this.#settle.resolve()
  }
}

/** A whole answer as a stream of one chunk; the client's headers do not wait for it. */
export function streamWhole(
  answer: Promise<{ text: string; usage: Usage | undefined }>,
  { id, model, out }: { id: string; model: AnsweringModel; out: SuggestionStream },
): Promise<void> {
  const early = new EarlyStream(out, () => out.begin(id, model, () => {}))
  early.hold()
  answer.then(
    ({ text, usage }) => {
      early.chunk(text)
      early.end(usage)
    },
    (error) => early.fail(error),
  )
  return early.done
}
