/** A signal that aborts with another one, or after a time. Own timer: on Node 20 one of `AbortSignal.timeout` can be lost. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #parent: AbortSignal | undefined
  readonly #abort = (): void => this.#controller.abort()

  constructor(ms: number, parent?: AbortSignal) {
    this.#timer = setTimeout(this.#abort, ms)
    this.#parent = parent
    if (parent?.aborted) this.#abort()
    else parent?.addEventListener('abort', this.#abort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** To be called when the work is done. */
  end(): void {
    clearTimeout(this.#timer)
    this.#parent?.removeEventListener('abort', this.#abort)
  }
}
