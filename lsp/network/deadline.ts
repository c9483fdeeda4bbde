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

/** A deadline that begins anew with each piece of an answer. */
export class IdleDeadline {
  readonly #controller = new AbortController()
  readonly #ms: number
  #timer: NodeJS.Timeout
  #isLate = false

  constructor(ms: number) {
    this.#ms = ms
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether it ended the work. */
  get isLate(): boolean {
    return this.#isLate
  }

  /** There was a sign of life. */
  extend(): void {
    this.#timer.refresh()
  }

  abort(): void {
    this.#controller.abort()
  }

  /** To be called when the work is done. */
  end(): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#isLate = true
      this.#controller.abort()
    }, this.#ms)
  }
}
