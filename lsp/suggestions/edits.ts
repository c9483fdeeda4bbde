import type { Allowance } from './allowance.ts'
import type { Place } from './place.ts'
import type { Rhythm } from './rhythm.ts'

/** So long without a key is a pause. */
export const PAUSE_MS = 700

export interface EditsPorts {
  /** Milliseconds that never go back. */
  now(): number
  rhythm: Rhythm
  allowance: Allowance
}

/** What somebody did last in a document, and when. */
export class Edits<P extends Place> {
  readonly #ports: EditsPorts
  #lastAt = Number.NEGATIVE_INFINITY
  /** Where the person is: of the newest change or request. */
  place: P | undefined
  /** The last edit came after a pause. */
  wasPaused = false
  /** It took text away. */
  wasDeletion = false

  constructor(ports: EditsPorts) {
    this.#ports = ports
  }

  note(place: P, isDeletion: boolean): void {
    const { rhythm, allowance } = this.#ports
    const now = this.#ports.now()
    this.wasPaused = now - this.#lastAt > PAUSE_MS
    this.wasDeletion = isDeletion
    this.#lastAt = now
    this.place = place
    rhythm.key(now)
    allowance.key()
  }

  /** Milliseconds since the last one. */
  get quietMs(): number {
    return this.#ports.now() - this.#lastAt
  }
}
