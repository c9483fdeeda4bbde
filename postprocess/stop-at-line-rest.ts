import { isWord, wordChars } from './characters.ts'
import { overlap } from './cut-at-marks.ts'
import type { Line, Rule } from './end-by-rules.ts'
import { scan } from './scanner.ts'
import type { Surroundings } from './surroundings.ts'

/** A longer rest is not looked for; a bound on what is held back. */
const MAX_CHARS = 200
/** What is telling without a word in it: the end of a statement, the bracket of a block, empty brackets. */
const TELLING = /^[;,:|&]$|\{$|^\s*(\(\)|\[\]|\{\})[;,]?$/

/**
 * Ends a suggestion before what stands behind the cursor on its line already: `a, 10)` before `, 10)`.
 * Closing brackets alone are no concern of this rule; which of them are too many tells the nesting.
 */
export function stopAtLineRest({ linePrefix, lineRest, code }: Surroundings): Rule | undefined {
  const rest = lineRest.trimEnd()
  const isTelling = wordChars(rest) > 0 ? rest.length > 1 : TELLING.test(rest)
  if (linePrefix.trim() === '' || !isTelling || rest.length > MAX_CHARS) return undefined
  const wanted = (code?.nests.length ?? 0) + (code?.nesting?.mustOpen ?? 0)

  /** What fits as it is closes its own brackets, and not those of the line. */
  const closesOwn = (line: Line, at: number): boolean => {
    if (!code) return false
    const before = scan(code.syntax, line.before + line.text.slice(0, at), line.nests)
    return before.nests.length > wanted
  }
  const cutIn = (line: Line): number | undefined => {
    const written = line.text.trimEnd()
    const at = written.length - rest.length
    if (!written.endsWith(rest) || closesOwn(line, at)) return undefined
    const previous = (line.before + line.text).charCodeAt(line.before.length + at - 1)
    return isWord(previous) && isWord(rest.charCodeAt(0)) ? undefined : line.start + at
  }

  return {
    lineEnd: cutIn,
    holdFrom({ start, text }) {
      const written = text.trimEnd()
      const held = written.endsWith(rest) ? rest.length : overlap(written, rest)
      const from = Math.min(written.length - held, text.length - overlap(text, rest))
      return from < written.length || from < text.length ? start + from : undefined
    },
    end: cutIn,
  }
}
