// The calls of one request that are under way: mostly one, and a second where the first is late.
import type { Attempt } from './attempt.ts'

export class UnderWay {
  #attempts: Attempt[] = []
  #speaker: Attempt | undefined

  add(attempt: Attempt): void {
    this.#attempts.push(attempt)
  }

  /** The call, if there is no other. */
  get only(): Attempt | undefined {
    return this.#attempts.length === 1 ? this.#attempts[0] : undefined
  }

  get isEmpty(): boolean {
    return this.#attempts.length === 0
  }

  /** The one that is listened to. */
  get speaker(): Attempt | undefined {
    return this.#speaker
  }

  /** The first to speak is listened to, and the other ended. */
  listenTo(attempt: Attempt): void {
    this.#speaker = attempt
    if (this.#attempts.length === 1) return
    const others = this.#attempts.filter((other) => other !== attempt)
    this.#attempts = [attempt]
    for (const other of others) other.cancel()
  }

  /** It failed. Whether it was the one that was listened to. */
  remove(attempt: Attempt): boolean {
    this.#attempts = this.#attempts.filter((other) => other !== attempt)
    const hasSpoken = this.#speaker === attempt
    if (hasSpoken) this.#speaker = undefined
    return hasSpoken
  }

  cancel(): void {
    for (const attempt of this.#attempts) attempt.cancel()
  }
}
