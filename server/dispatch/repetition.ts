/** Text that was shown before and is said again, by another replica that continues a broken stream. */
export class Repetition {
  readonly #shown: string
  #at = 0

  constructor(shown: string) {
    this.#shown = shown
  }

  /** All that was shown has been said again. */
  get isOver(): boolean {
    return this.#at === this.#shown.length
  }

  /** What is new in the text; undefined: it says something else than what was shown. */
  rest(text: string): string | undefined {
    const repeated = Math.min(text.length, this.#shown.length - this.#at)
    if (!this.#shown.startsWith(text.slice(0, repeated), this.#at)) return undefined
    this.#at += repeated
    return text.slice(repeated)
  }
}
