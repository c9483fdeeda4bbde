// What is open in code, innermost last: a stack that brackets, texts and comments are put on and taken from.
import { indentOf } from './characters.ts'
import type { Quote } from './syntax.ts'

/** Something that is open. */
export interface Nest {
  readonly kind: 'bracket' | 'text' | 'comment'
  /** What ends it: a bracket, a quote, the end of a comment. */
  readonly mark: string
  readonly quote?: Quote | undefined
  /** The text that it stands in, the place behind its opening mark, and where its line begins there. */
  readonly source: string
  readonly at: number
  readonly lineStart: number
}

/** A bracket or mark that closes what the text has not opened. */
export interface Closer {
  readonly at: number
  readonly mark: string
  /** How many are open behind it. */
  readonly depth: number
  /** It closed nothing. */
  readonly isStray: boolean
}

/** No code is deeper; a bound on memory. */
const MAX_DEPTH = 500

/** Columns that the line is indented on which it was opened. */
export const indentOfNest = ({ source, lineStart }: Nest): number => indentOf(source, lineStart)

export class Nests {
  readonly open: Nest[]
  readonly closers: Closer[] = []
  readonly #notedDepth: number

  /** Closers that leave at least `notedDepth` open are not noted. */
  constructor(open: readonly Nest[], notedDepth: number) {
    this.open = [...open]
    this.#notedDepth = notedDepth
  }

  /** The innermost, if it is a text or a comment: what follows is read as such. */
  get text(): Nest | undefined {
    // A look before the beginning of an array is a hundred times as slow as one within.
    if (this.open.length === 0) return undefined
    const inner = this.open[this.open.length - 1]
    return inner?.kind === 'bracket' ? undefined : inner
  }

  push(nest: Nest): void {
    if (this.open.length < MAX_DEPTH) this.open.push(nest)
  }

  /** The innermost ends without a mark. */
  drop(): void {
    this.open.pop()
  }

  closeText(at: number, mark: string): void {
    this.open.pop()
    this.noteCloser(at, mark, false)
  }

  /** A brace ends what was left open in it; other brackets end no brace. Whether a text goes on behind it. */
  closeBracket(at: number, mark: string): boolean {
    let depth = this.open.length - 1
    for (; depth >= 0; depth -= 1) {
      const nest = this.open[depth]
      if (nest?.mark === mark) break
      if (nest?.kind !== 'bracket' || nest.mark === '}') depth = 0
    }
    const isStray = depth < 0
    if (!isStray) while (this.open.length > depth) this.open.pop()
    this.noteCloser(at, mark, isStray)
    return this.text !== undefined
  }

  noteCloser(at: number, mark: string, isStray: boolean): void {
    const depth = this.open.length
    if (isStray || depth < this.#notedDepth) this.closers.push({ at, mark, depth, isStray })
  }
}
