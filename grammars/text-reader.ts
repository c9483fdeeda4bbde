/** tree-sitter copies at most 5,120 code units a read; more would only be cut off. */
const READ_CHARS = 5_000

/**
 * Reads a text for the parser. A token may be megabytes long, and the parser reports progress only
 * between tokens: reading is the other moment to stop, and the text then seems to end there.
 *
 * A tree keeps `read` as long as it lives, to answer `node.text`. So this holds the text alone once
 * the parse is over: a closure of the parse would hold the previous tree, and that one its own.
 */
export class TextReader {
  #text: string
  #mustStop: (() => boolean) | undefined

  constructor(text: string, mustStop: () => boolean) {
    this.#text = text
    this.#mustStop = mustStop
  }

  readonly read = (index: number): string =>
    this.#mustStop?.() ? '' : this.#text.slice(index, index + READ_CHARS)

  /** The text that the nodes of the tree were moved to. */
  follow(text: string): void {
    this.#text = text
  }

  /** From now on the text is not cut short. */
  parsed(): void {
    this.#mustStop = undefined
  }
}
