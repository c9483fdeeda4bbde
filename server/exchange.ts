// One request to a model server, from the first byte sent to the last deadline.

import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Cancellation } from './client.ts'
import { Deadline, type DeadlineLimits } from './deadline.ts'
import { brokenOff, Cancelled, expired, unreachable } from './upstream-errors.ts'
import { refusal } from './upstream-refusal.ts'

/** Receives an answer with status 200, in this order: open, any number of bytes, then end or fail. */
export interface Receiver {
  open(): void
  /** False asks for a pause, which the `resume` that `stream` returned ends. */
  bytes(chunk: Buffer): boolean
  end(): void
  fail(error: Error): void
}

/** Enough of a refusal to understand it. */
const MAX_REFUSAL_BYTES = 16_384

/** One request and its answer. Settles once, however many things go wrong at the same time. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #receiver: Receiver
  readonly #signal: Cancellation
  readonly #deadline: Deadline
  readonly #cancel = (): void => this.settle(new Cancelled())
  #controller: Dispatcher.DispatchController | undefined
  #isSettled = false
  #isOpen = false
  #refusal: { status: number; headers: IncomingHttpHeaders; body: Buffer } | undefined

  constructor(limits: DeadlineLimits, signal: Cancellation, receiver: Receiver) {
    this.#receiver = receiver
    this.#signal = signal
    this.#deadline = new Deadline(limits, (kind) => this.settle(expired(kind)))
    signal.addEventListener('abort', this.#cancel)
    if (signal.aborted) this.#cancel()
  }

  resume(): void {
    if (!this.#controller?.paused) return
    this.#deadline.touch()
    this.#controller.resume()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isSettled) controller.abort(new Cancelled())
    else this.#deadline.sent()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return
    if (status !== 200) {
      this.#refusal = { status, headers, body: Buffer.alloc(0) }
      return
    }
    this.#isOpen = true
    this.#guard(() => this.#receiver.open())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#deadline.touch()
    if (this.#refusal) {
      this.#refusal.body = Buffer.concat([this.#refusal.body, chunk])
      if (this.#refusal.body.length > MAX_REFUSAL_BYTES) this.settle(refusal(this.#refusal))
      return
    }
    this.#guard(() => {
      if (this.#receiver.bytes(chunk)) return
      this.#deadline.hold()
      controller.pause()
    })
  }

  onResponseEnd(): void {
    this.settle(this.#refusal && refusal(this.#refusal))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#refusal) this.settle(refusal(this.#refusal))
    else this.settle(this.#isOpen ? brokenOff() : unreachable(error))
  }

  /** Ends the exchange: well without an error. An answer that is still coming loses its socket in the same tick. */
  settle(error?: Error): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#deadline.clear()
    this.#signal.removeEventListener('abort', this.#cancel)
    if (error) {
      this.#controller?.abort(error)
      this.#receiver.fail(error)
    } else {
      this.#receiver.end()
    }
  }

  #guard(step: () => void): void {
    if (this.#isSettled) return
    try {
      step()
    } catch (error) {
      this.settle(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
