// Rules that end a suggestion before the model does. They read the same lines at the same time, and the
// first place that one of them decides on is the end.
import { isWritten } from './characters.ts'
import { overlap } from './cut-at-marks.ts'
import { type Nest, type Scan, scan } from './scanner.ts'
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

export function endByRules(
  { linePrefix, lineRest, code }: Surroundings,
  rules: readonly Rule[],
  finish: (kept: string) => string,
): Step {
  // A line break before the code behind the cursor belongs there: `foo(‸)` in several lines.
  const keepsBreak = isWritten(lineRest) && (!isWritten(linePrefix) || /^\s*[)\]}]/.test(lineRest))
  let text = ''
  let shown = 0
  let line: Line = lineAt(0, { before: linePrefix, nests: code?.lineNests ?? [] })
  let state: 'reading' | 'ended' | 'passing' = 'reading'

  function lineAt(
    start: number,
    { before = '', nests }: { before?: string; nests: Line['nests'] },
  ): Line {
    const breakStart = keepsBreak ? start : withoutBreak(text, start)
    return { start, breakStart, text: '', before, nests, scan: undefined }
  }
  const readOn = (end: number): void => {
    const read = text.slice(line.start, end)
    line = {
      ...line,
      text: read,
      scan: code && scan(code.syntax, line.before + read, line.nests, code.nests.length),
    }
  }
  const show = (end: number): string => {
    const out = end > shown ? text.slice(shown, end) : ''
    shown = Math.max(shown, end)
    return out
  }
  const endAt = (end: number): string => {
    state = 'ended'
    return show(end) + finish(text.slice(0, end))
  }
  const readLines = (): string | undefined => {
    for (let at = text.indexOf('\n', line.start); at >= 0; at = text.indexOf('\n', line.start)) {
      if (!isReadable(line.start, at)) return undefined
      readOn(at)
      const cut = earliest(rules, (rule) => rule.lineEnd(line))
      if (cut !== undefined) return endAt(cut)
      line = lineAt(at + 1, { nests: line.scan?.nests ?? [] })
    }
    return undefined
  }
  const passOn = (): string => {
    readOn(line.start + MAX_LINE_CHARS)
    const cut = earliest(rules, (rule) => rule.end(line))
    if (cut !== undefined) return endAt(cut)
    state = 'passing'
    return show(text.length)
  }
  const certainTo = (): number => {
    const mark = line.scan?.nests.at(-1)?.mark ?? ''
    const unclear = mark.length > 1 ? overlap(text, mark) : 0
    const held = earliest(rules, (rule) => rule.holdFrom(line)) ?? text.length
    return Math.min(held, text.length - unclear)
  }

  return {
    push(piece) {
      if (state === 'ended') return ''
      if (state === 'passing') return piece
      text += piece
      const last = readLines()
      if (last !== undefined) return last
      if (!isReadable(line.start, text.length)) return passOn()
      readOn(text.length)
      return show(certainTo())
    },
    end() {
      if (state !== 'reading') return ''
      const cut = earliest(rules, (rule) => rule.end(line))
      return cut === undefined ? show(text.length) + finish(text) : endAt(cut)
    },
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

function earliest(
  rules: readonly Rule[],
  cutBy: (rule: Rule) => number | undefined,
): number | undefined {
  let first: number | undefined
  for (const rule of rules) {
    const cut = cutBy(rule)
    if (cut !== undefined && (first === undefined || cut < first)) first = cut
  }
  return first
}
