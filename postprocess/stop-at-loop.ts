// Ends a suggestion where the model writes the same over and over. One round stays.
import { wordChars } from './characters.ts'
import type { Line, Rule } from './end-by-rules.ts'

/** Longest circle, in lines. */
const MAX_PERIOD = 8
/** Rounds of a circle that no program has: three times the same block, four times the same line. */
const MAX_ROUNDS = 3
const MAX_EQUAL_LINES = 4

export function stopAtRepeatedLines(linePrefix: string): Rule {
  /** The last lines that have words, and where they begin. */
  const lines: { text: string; start: number }[] = []
  /** By period, where there are any: how many lines in a row equal the one a period before, and the first's begin. */
  const runs = new Map<number, { length: number; from: number }>()

  const addTo = (period: number, text: string, start: number): number | undefined => {
    if (lines[lines.length - period]?.text !== text) {
      if (runs.size > 0) runs.delete(period)
      return undefined
    }
    const run = runs.get(period) ?? { length: 0, from: start }
    run.length += 1
    runs.set(period, run)
    const rounds = 1 + Math.floor(run.length / period)
    return rounds >= (period === 1 ? MAX_EQUAL_LINES : MAX_ROUNDS) ? run.from : undefined
  }
  const writtenOf = ({ text, start }: Line): string =>
    (start === 0 && linePrefix.trim() === '' ? linePrefix + text : text).trimEnd()

  return {
    lineEnd(line) {
      const text = writtenOf(line)
      if (wordChars(text) === 0) return undefined
      let cut: number | undefined
      // Not farther back than there are lines: a look before the beginning of an array is slow.
      for (let period = 1; period <= lines.length; period += 1) {
        cut ??= addTo(period, text, line.start)
      }
      lines.push({ text, start: line.start })
      if (lines.length > MAX_PERIOD) lines.shift()
      return cut
    },
    holdFrom(line) {
      if (lines.length === 0 || (line.text === '' && runs.size === 0)) return undefined
      const text = writtenOf(line)
      let from: number | undefined
      for (let period = 1; period <= lines.length; period += 1) {
        if (!lines[lines.length - period]?.text.startsWith(text)) continue
        from = Math.min(from ?? line.start, runs.get(period)?.from ?? line.start)
      }
      return from
    },
    end: () => undefined,
  }
}

/** Longest circle on one line, in characters. */
const MAX_PERIOD_CHARS = 40
/** Tables of zeros are shorter, so are lines of dashes. */
const MAX_CIRCLING_CHARS = 240
const MAX_CIRCLES = 6
/** From here on what circles is held back. What came before was shown. */
const HELD_CHARS = 60
/** Lines that are not longer are no loop; code seldom pays for this rule. */
const MIN_COLUMN = 60

export function stopAtRepeatedChars(): Rule {
  /** By period: for how many characters the line has been equal to what it was a period before. */
  let runs: Uint16Array | undefined
  let lineStart = 0
  let readTo = 0
  /** Where the circle began to be held back; where the line has to end. */
  let heldFrom: number | undefined
  let cut: number | undefined

  /** For how many characters the line goes round in circles; one and the same character is a filler. */
  const circlingTo = (text: string, at: number): number => {
    let longest = 0
    runs ??= new Uint16Array(MAX_PERIOD_CHARS + 1)
    for (let period = 1; period <= MAX_PERIOD_CHARS; period += 1) {
      const isSame = at >= period && text.charCodeAt(at) === text.charCodeAt(at - period)
      const run = isSame ? (runs[period] ?? 0) + 1 : 0
      runs[period] = run
      const isCircle = run >= MAX_CIRCLES * period && (runs[1] ?? 0) < period
      if (isCircle && run > longest) longest = run
    }
    return longest
  }
  const readOne = (text: string, at: number): void => {
    const chars = circlingTo(text, at)
    if (chars < HELD_CHARS) heldFrom = undefined
    else heldFrom ??= at
    if (chars >= MAX_CIRCLING_CHARS) cut ??= heldFrom
  }
  const read = ({ start, text }: Line): void => {
    if (start !== lineStart) {
      runs?.fill(0)
      ;[lineStart, readTo, heldFrom] = [start, 0, undefined]
    }
    if (text.length < MIN_COLUMN) return
    for (; readTo < text.length; readTo += 1) readOne(text, readTo)
  }
  const cutIn = (line: Line): number | undefined => {
    read(line)
    return cut === undefined ? undefined : line.start + cut
  }

  return {
    lineEnd: cutIn,
    holdFrom(line) {
      read(line)
      const from = cut ?? heldFrom
      return from === undefined ? undefined : line.start + from
    },
    end: cutIn,
  }
}
