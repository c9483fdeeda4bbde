import type { Parser, Range as TextPart, Tree } from 'web-tree-sitter'
import { READ_CHARS, type Runtime, type TrapListener } from './runtime.ts'

/** A token that takes longer than this many slices is a text that is not worth it: it cannot be interrupted. */
const MAX_SLICES_A_TOKEN = 10

interface LongParseParts {
  /** Owned, and freed in the end. */
  parser: Parser
  runtime: Runtime
  onTrap: TrapListener
  text: string
  parts: TextPart[] | undefined
}

/** A parse of a long text, a slice at a time. It frees itself when it ends; `close` gives it up. */
export class LongParse {
  readonly #runtime: Runtime
  readonly #onTrap: TrapListener
  readonly #text: string
  readonly #parts: TextPart[] | undefined
  readonly #isFull: () => boolean
  #parser: Parser | undefined
  #isReading = true
  #isHopeless = false

  constructor({ parser, runtime, onTrap, text, parts }: LongParseParts) {
    this.#parser = parser
    this.#runtime = runtime
    this.#onTrap = onTrap
    this.#text = text
    this.#parts = parts
    this.#isFull = runtime.memoryWatch()
  }

  /** Whether another slice can be of use. */
  get isUnderWay(): boolean {
    return this.#parser !== undefined && !this.#runtime.hasTrapped
  }

  /** Goes on for about so many milliseconds; the tree, once it is whole. The caller frees the tree. */
  step(sliceMs: number): Tree | undefined {
    const startedAt = performance.now()
    const isLate = (): boolean => performance.now() - startedAt > sliceMs
    const read = (index: number): string => {
      if (!this.#isReading) return this.#text.slice(index, index + READ_CHARS)
      this.#isHopeless ||= performance.now() - startedAt > sliceMs * MAX_SLICES_A_TOKEN
      return this.#isHopeless ? '' : this.#text.slice(index, index + READ_CHARS)
    }
    const tree = this.#run(read, isLate)
    this.#isHopeless ||= this.#isFull()
    if (!tree && !this.#isHopeless) return undefined
    this.close()
    if (tree && !this.#isHopeless) return tree
    this.#runtime.guard(() => tree?.delete(), this.#onTrap)
    return undefined
  }

  /** Closing twice is harmless. */
  close(): void {
    const parser = this.#parser
    this.#parser = undefined
    // What reads for the tree from now on is `node.text`, which must not find the text cut short.
    this.#isReading = false
    this.#runtime.guard(() => parser?.delete(), this.#onTrap)
  }

  /** web-tree-sitter goes on where a progress callback stopped it, as long as nobody resets the parser. */
  #run(read: (index: number) => string, isLate: () => boolean): Tree | undefined {
    const options = {
      progressCallback: isLate,
      ...(this.#parts ? { includedRanges: this.#parts } : {}),
    }
    const parse = (): Tree | null | undefined => this.#parser?.parse(read, null, options)
    return this.#runtime.guard(parse, this.#onTrap) ?? undefined
  }
}
