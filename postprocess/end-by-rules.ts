// Rules that end a suggestion before the model does. They read the same lines at the same time, and the
// first place that one of them decides on is the end.
import { isWritten } from './characters.ts'
import { overlap } from './cut-at-marks.ts'
import type { Nest } from './nests.ts'
import { type Scan, scan } from './scanner.ts'
import type { Step } from './step.ts'
import type { Surroundings } from './surroundings.ts'

/** One line of the answer, or what there is of it. Offsets are those of the answer. */
export interface Line {
  readonly start: number
  /** Where the line break before it begins, and blank lines. Ending there leaves none behind. */
  readonly breakStart: number
  readonly text: string
  /** What stands before the first line already; empty for all others. */
  readonly before: string
  /** What is open where it begins, `before` included. */
  readonly nests: readonly Nest[]
  /** What it opens and closes, `before` included; undefined where the language is not known. */
  readonly scan: Scan | undefined
}

export interface Rule {
  /** The line has ended. Returns where the suggestion ends, if that is decided. */
  lineEnd(line: Line): number | undefined
  /** From where on the text may still be cut while the line is written; undefined: it is certain. */
  holdFrom(line: Line): number | undefined
  /** The text ends with the line. */
  end(line: Line): number | undefined
}

/** A longer line is no code that a rule could read, nor is what comes that late: from there on all passes. */
const MAX_LINE_CHARS = 2_000
const MAX_CHARS = 100_000
const isReadable = (start: number, end: number): boolean =>
  start <= MAX_CHARS && end - start <= MAX_LINE_CHARS

export class EndByRules implements Step {
  readonly #code: Surroundings['code']
  readonly #keepsBreak: boolean
  readonly #rules: readonly Rule[]
  readonly #finish: (kept: string) => string
  #text = ''
  #shown = 0
  #line: Line
  #state: 'reading' | 'ended' | 'passing' = 'reading'

  /** `finish`: what to write behind the text that is kept. */
  constructor(around: Surroundings, rules: readonly Rule[], finish: (kept: string) => string) {
    const { linePrefix, lineRest, code } = around
    this.#code = code
    this.#rules = rules
    this.#finish = finish
    // A line break before the code behind the cursor belongs there: `foo(‸)` in several lines.
    this.#keepsBreak =
      isWritten(lineRest) && (!isWritten(linePrefix) || /^\s*[)\]}]/.test(lineRest))
    const nests = code?.lineNests ?? []
    this.#line = { start: 0, breakStart: 0, text: '', before: linePrefix, nests, scan: undefined }
  }

  push(piece: string): string {
    if (this.#state === 'ended') return ''
    if (this.#state === 'passing') return piece
    this.#text += piece
    const cut = this.#readLines()
    if (cut !== undefined) return this.#endAt(cut)
    if (!isReadable(this.#line.start, this.#text.length)) return this.#passOn()
    this.#readOn(this.#text.length)
    return this.#show(this.#certainTo())
  }

  end(): string {
    if (this.#state !== 'reading') return ''
    const cut = this.#earliest((rule) => rule.end(this.#line))
    return this.#endAt(cut ?? this.#text.length)
  }

  /** Reads the lines that have ended. Returns where the suggestion does, if one decides it. */
  #readLines(): number | undefined {
    for (;;) {
      const at = this.#text.indexOf('\n', this.#line.start)
      if (at < 0 || !isReadable(this.#line.start, at)) return undefined
      this.#readOn(at)
      const cut = this.#earliest((rule) => rule.lineEnd(this.#line))
      if (cut !== undefined) return cut
      this.#beginLine(at + 1)
    }
  }

  #beginLine(start: number): void {
    const breakStart = this.#keepsBreak ? start : withoutBreak(this.#text, start)
    const nests = this.#line.scan?.nests ?? []
    this.#line = { start, breakStart, text: '', before: '', nests, scan: undefined }
  }

  #readOn(end: number): void {
    const { start, breakStart, before, nests } = this.#line
    const text = this.#text.slice(start, end)
    const code = this.#code
    const read = code && scan(code.syntax, before + text, nests, code.nests.length)
    this.#line = { start, breakStart, text, before, nests, scan: read }
  }

  #passOn(): string {
    this.#readOn(this.#line.start + MAX_LINE_CHARS)
    const cut = this.#earliest((rule) => rule.end(this.#line))
    if (cut !== undefined) return this.#endAt(cut)
    const rest = this.#show(this.#text.length)
    this.#state = 'passing'
    this.#text = ''
    return rest
  }

  #certainTo(): number {
    // The first characters of a mark of several may turn out to close what is open.
    const mark = this.#line.scan?.nests.at(-1)?.mark ?? ''
    const unclear = mark.length > 1 ? overlap(this.#text, mark) : 0
    const held = this.#earliest((rule) => rule.holdFrom(this.#line)) ?? this.#text.length
    return Math.min(held, this.#text.length - unclear)
  }

  #endAt(end: number): string {
    this.#state = 'ended'
    return this.#show(end) + this.#finish(this.#text.slice(0, end))
  }

  #show(end: number): string {
    const out = end > this.#shown ? this.#text.slice(this.#shown, end) : ''
    this.#shown = Math.max(this.#shown, end)
    return out
  }

  #earliest(cutBy: (rule: Rule) => number | undefined): number | undefined {
    let first: number | undefined
    for (const rule of this.#rules) {
      const cut = cutBy(rule)
      if (cut !== undefined && (first === undefined || cut < first)) first = cut
    }
    return first
  }
}

/** Where a suggestion ends that ends at a character of a line: behind the line above, if only blanks are left. */
export const endIn = ({ start, text, breakStart }: Line, at: number): number =>
  isWritten(text.slice(0, at)) ? start + at : breakStart

/** Where the line breaks before an offset begin; the offset, where there are none. */
function withoutBreak(text: string, offset: number): number {
  let start = offset
  for (let at = offset - 1; at >= 0 && WHITE.includes(text.charAt(at)); at -= 1) {
    if (text.charAt(at) === '\n') start = text.charAt(at - 1) === '\r' ? at - 1 : at
  }
  return start
}
const WHITE = ' \t\r\n'
