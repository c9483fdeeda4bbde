import { SNOOZE_COMMAND } from '../../protocol/index.ts'

const DEFAULT_MINUTES = 15
const MINUTE_MS = 60_000
const LONGEST_MINUTES = 24 * 60
/** A laptop that sleeps stops its timers, and not the clock on the wall. */
const LOOK_MS = 30_000

export interface SnoozeClock {
  /** Milliseconds since 1970, by a clock that somebody may set. */
  onWall(): number
  /** Milliseconds that never go back, and may stand still while the machine sleeps. */
  elapsed(): number
  /** Until it is cleared by `clearInterval`. */
  every(ms: number, look: () => void): NodeJS.Timeout
}

const REAL_CLOCK: SnoozeClock = {
  onWall: Date.now,
  elapsed: () => performance.now(),
  every: (ms, look) => setInterval(look, ms).unref(),
}

/** No suggestions for a while, because somebody wants to think alone. */
export class Snooze {
  readonly #changed: () => void
  readonly #clock: SnoozeClock
  #timer: NodeJS.Timeout | undefined

  /** `changed` is called when it begins and when it ends. */
  constructor(changed: () => void, clock = REAL_CLOCK) {
    this.#changed = changed
    this.#clock = clock
  }

  get isOn(): boolean {
    return this.#timer !== undefined
  }

  /** `workspace/executeCommand`: for some minutes; 0 wakes. */
  execute(command: string, args: readonly unknown[] | undefined): void {
    if (command !== SNOOZE_COMMAND) return
    const [asked] = args ?? []
    const minutes = typeof asked === 'number' && asked >= 0 ? asked : DEFAULT_MINUTES
    this.#end()
    if (minutes > 0) this.#begin(Math.min(minutes, LONGEST_MINUTES) * MINUTE_MS)
    this.#changed()
  }

  close(): void {
    this.#end()
  }

  /** Over once either clock says so. */
  #begin(ms: number): void {
    const { onWall, elapsed, every } = this.#clock
    const [wallEnd, end] = [onWall() + ms, elapsed() + ms]
    this.#timer = every(Math.min(ms, LOOK_MS), () => {
      if (onWall() < wallEnd && elapsed() < end) return
      this.#end()
      this.#changed()
    })
  }

  #end(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
