import { SNOOZE_COMMAND } from '../../protocol/index.ts'

const DEFAULT_MINUTES = 15
const MINUTE_MS = 60_000
/** Timers take no longer time. */
const LONGEST_MINUTES = 24 * 60

/** No suggestions for a while, because somebody wants to think alone. */
export class Snooze {
  readonly #changed: () => void
  #timer: NodeJS.Timeout | undefined

  /** `changed` is called when it begins and when it ends. */
  constructor(changed: () => void) {
    this.#changed = changed
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
    if (minutes > 0) {
      const ms = Math.min(minutes, LONGEST_MINUTES) * MINUTE_MS
      this.#timer = setTimeout(() => this.#wake(), ms).unref()
    }
    this.#changed()
  }

  close(): void {
    this.#end()
  }

  #wake(): void {
    this.#end()
    this.#changed()
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
