// The code around the cursor: what is looked for, and what the prompt holds anyway.
import { type WordedText, type WordTable, wordText } from './words.ts'

/** Lines above and below the cursor whose words are looked for: thirty in all. */
const QUERY_LINES = 15
/** What a word at the far end of those lines weighs, to one beside the cursor. */
const FAR_WEIGHT = 0.3
/** Lines at the top of a file, where imports stand: their words count a little. */
const HEAD_LINES = 40
const HEAD_WEIGHT = 0.15
/** Words within these lines are in every prompt. */
const HELD_LINES = 10

export interface Near {
  live: WordedText
  /** The line that the cursor stands in. */
  cursorLine: number
  /** Words of the lines around, and how much each weighs. */
  query: Map<number, number>
  /** The same with the head of the file. */
  wideQuery: Map<number, number>
  held: Set<number>
  /** Parts of the held words: `ledger` and `reader` of `readLedger`. */
  parts: Set<string>
  /** Words of lines that import, in lower case: the names of files are among them. */
  imported: Set<string>
}

export function nearCursor(prefix: string, suffix: string, table: WordTable): Near {
  const live = wordText(prefix + suffix, table)
  const cursorLine = lineAt(live, prefix.length)
  const query = queryAround(live, cursorLine)
  const wideQuery = new Map(query)
  eachWord(live, 0, HEAD_LINES, (word) => {
    if (!wideQuery.has(word)) wideQuery.set(word, HEAD_WEIGHT)
  })
  const held = new Set<number>()
  eachWord(live, cursorLine - HELD_LINES, cursorLine + HELD_LINES, (word) => held.add(word))
  const parts = new Set<string>()
  for (const word of held) for (const part of table.partsOf(word)) parts.add(part)
  return { live, cursorLine, query, wideQuery, held, parts, imported: importedNames(live) }
}

/** Lines from the cursor: 1 for the one above it and for its own. */
export const distanceOf = (line: number, cursorLine: number): number =>
  line < cursorLine ? cursorLine - line : line - cursorLine + 1

/** Calls back for each word of the lines `from` ‥ `to`; lines beyond the text have none. */
export function eachWord(
  text: WordedText,
  from: number,
  to: number,
  take: (word: number) => void,
): void {
  const start = text.wordStarts[Math.max(0, from)] ?? text.words.length
  const end = text.wordStarts[Math.min(to, text.lineCount)] ?? text.words.length
  for (let at = start; at < end; at++) take(text.words[at] ?? 0)
}

export function lineAt({ lineStarts, lineCount }: WordedText, offset: number): number {
  let [low, high] = [0, lineCount - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function queryAround(live: WordedText, cursorLine: number): Map<number, number> {
  const query = new Map<number, number>()
  for (let line = cursorLine - QUERY_LINES; line < cursorLine + QUERY_LINES; line++) {
    if (line < 0 || line >= live.lineCount) continue
    const far = (distanceOf(line, cursorLine) - 1) / QUERY_LINES
    const weight = 1 - (1 - FAR_WEIGHT) * far
    eachWord(live, line, line + 1, (word) => {
      if ((query.get(word) ?? 0) < weight) query.set(word, weight)
    })
  }
  return query
}

const IMPORTING_LINES = 60
const IMPORTS = /\b(?:import|require|include|from|use|using)\b/

function importedNames(live: WordedText): Set<string> {
  const names = new Set<string>()
  for (let line = 0; line < Math.min(IMPORTING_LINES, live.lineCount); line++) {
    const text = live.text.slice(live.lineStarts[line], live.lineStarts[line + 1])
    if (!IMPORTS.test(text)) continue
    for (const [name] of text.matchAll(/[\w$-]+/g)) names.add(name.toLowerCase())
  }
  return names
}
