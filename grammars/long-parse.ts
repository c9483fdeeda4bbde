import type { Parser, Range as TextPart, Tree } from 'web-tree-sitter'
import type { Runtime, TrapListener } from './runtime.ts'
import { TextReader } from './text-reader.ts'

/**
 * A text is not worth it that is read so often, 5,000 characters each, without a moment to stop: a token of a million
 * characters takes some 50 ms and cannot be interrupted. Counted, for a busy machine may take as long over a short one.
 */
const MAX_READS_AT_ONCE = 200

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
  readonly #reader: TextReader
  readonly #parts: TextPart[] | undefined
  readonly #isFull: () => boolean
  #parser: Parser | undefined
  #isHopeless = false
  #readsAtOnce = 0

  constructor({ parser, runtime, onTrap, text, parts }: LongParseParts) {
    this.#parser = parser
    this.#runtime = runtime
    this.#onTrap = onTrap
    this.#reader = new TextReader(text, () => this.#mustGiveUp())
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
    const tree = this.#run(() => {
      this.#readsAtOnce = 0
      return performance.now() - startedAt > sliceMs
    })
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
    this.#reader.parsed()
    this.#runtime.guard(() => parser?.delete(), this.#onTrap)
  }

  #mustGiveUp(): boolean {
    this.#readsAtOnce += 1
    this.#isHopeless ||= this.#readsAtOnce > MAX_READS_AT_ONCE
    return this.#isHopeless
  }

  /** web-tree-sitter goes on where a progress callback stopped it, as long as nobody resets the parser. */
  #run(isLate: () => boolean): Tree | undefined {
    const parts = this.#parts ? { includedRanges: this.#parts } : {}
    const options = { progressCallback: isLate, ...parts }
    const parse = (): Tree | null | undefined =>
      this.#parser?.parse(this.#reader.read, null, options)
    return this.#runtime.guard(parse, this.#onTrap) ?? undefined
  }
}
