/** How a text indents. `unit` is the columns of one level; with tabs, a tab is one level. */
export interface IndentStyle {
  unit: number
  usesTabs: boolean
}

const TAB = 9
export const LINE_FEED = 10
export const CARRIAGE_RETURN = 13
const SPACE = 32
/** Columns of a tab. Any value works as long as reading and writing use the same. */
const TAB_COLUMNS = 4
/** Offered where a text has no indented line to learn from. */
const DEFAULT_STYLE: IndentStyle = { unit: 2, usesTabs: false }
/** Wider steps are alignment, not a level. One column is a continued block comment. */
const WIDEST_UNIT = 8
const NARROWEST_UNIT = 2
/** Characters that are looked at: the style of a file shows early. */
export const SAMPLE_CHARS = 32_000

/** Offset of the first character at or after `from` that is neither space nor tab. */
export function skipBlanks(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at)
    if (code !== SPACE && code !== TAB) return at
  }
}

/** Width in columns of the blanks in `text[from, to)`. */
export function columnsOf(text: string, from: number, to: number): number {
  let columns = 0
  for (let at = from; at < to; at++) columns += text.charCodeAt(at) === TAB ? TAB_COLUMNS : 1
  return columns
}

/** The blanks that indent a line to `columns`, in the given style. */
export function indentation(columns: number, style: IndentStyle): string {
  if (!style.usesTabs) return ' '.repeat(columns)
  const tabs = Math.floor(columns / TAB_COLUMNS)
  return '\t'.repeat(tabs) + ' '.repeat(columns % TAB_COLUMNS)
}

/** A text indents by the most frequent step between a line and the written line before it. */
export function indentStyleOf(text: string): IndentStyle {
  const steps = new Map<number, number>()
  let tabLines = 0
  let columns = 0
  for (let start = 0; start >= 0 && start < SAMPLE_CHARS; ) {
    const wordAt = skipBlanks(text, start)
    const width = isLineEnd(text, wordAt) ? columns : columnsOf(text, start, wordAt)
    if (wordAt > start) tabLines += text.charCodeAt(start) === TAB ? 1 : -1
    if (width > columns) steps.set(width - columns, (steps.get(width - columns) ?? 0) + 1)
    columns = width
    start = startOfNext(text, wordAt)
  }
  if (tabLines > 0) return { unit: TAB_COLUMNS, usesTabs: true }
  return { unit: mostFrequentUnit(steps), usesTabs: false }
}

/** Offset of the line behind the next line break; -1: there is none. */
function startOfNext(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? -1 : end + 1
}

/** The end of the text is the end of its last line. */
export function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === LINE_FEED || code === CARRIAGE_RETURN || at >= text.length
}

function mostFrequentUnit(steps: Map<number, number>): number {
  let unit = DEFAULT_STYLE.unit
  let most = 0
  for (const [step, count] of steps) {
    if (count <= most || step < NARROWEST_UNIT || step > WIDEST_UNIT) continue
    unit = step
    most = count
  }
  return unit
}
