import { wordChars } from './characters.ts'
import type { Line, Rule } from './end-by-rules.ts'
import type { Surroundings } from './surroundings.ts'

/** Letters and digits that make a repetition certain; `return x` may stand there twice by chance. */
const CERTAIN_WORD_CHARS = 10

/**
 * Ends a suggestion before the lines that stand below the cursor already. They count at the indentation
 * that they have there; what looks the same deeper in is another line.
 */
export function stopAtSuffixLine(around: Surroundings): Rule | undefined {
  const lines = linesToExpect(around)
  const [first] = lines
  const { linePrefix, lineRest } = around
  if (first === undefined) return undefined
  const depth = around.code?.nests.length ?? 0
  /** Where the lines begin that are repeated so far, and how many they are. */
  let runStart: number | undefined
  let matched = 0

  /** Before a line of code the indentation of that line stays. */
  const startOf = ({ start, breakStart, text }: Line): number =>
    lineRest.trim() !== '' && start > 0 && text.startsWith(linePrefix)
      ? start + linePrefix.length
      : breakStart
  const isCertain = (count: number): boolean =>
    count === lines.length || wordChars(lines.slice(0, count).join('')) >= CERTAIN_WORD_CHARS
  const mayBegin = ({ start, before, nests }: Line): boolean =>
    nests.length <= depth && (start > 0 || before.trim() === '')
  /** Whether a line is one that is expected, or the beginning of it. */
  const isNext = (line: Line): boolean =>
    runStart !== undefined && (lines[matched] ?? '').startsWith(writtenOf(line))
  const isFirst = (line: Line): boolean => mayBegin(line) && first.startsWith(writtenOf(line))

  return {
    lineEnd(line) {
      const written = writtenOf(line)
      if (written === '') return undefined
      if (runStart !== undefined && written === lines[matched]) matched += 1
      else if (mayBegin(line) && written === first) [runStart, matched] = [startOf(line), 1]
      else runStart = undefined
      return runStart !== undefined && isCertain(matched) ? runStart : undefined
    },
    holdFrom(line) {
      if (isNext(line)) return runStart
      return isFirst(line) ? line.breakStart : undefined
    },
    end(line) {
      const written = writtenOf(line)
      // The last line may be cut short by the model's limit.
      if (isNext(line)) return runStart
      const isEnough = written === first || wordChars(written) >= CERTAIN_WORD_CHARS
      return isFirst(line) && isEnough ? startOf(line) : undefined
    },
  }
}

const writtenOf = ({ before, text }: Line): string => (before + text).trimEnd()

/** What a repetition would begin with. Where the cursor stands before a line, that line is the first. */
function linesToExpect({ linePrefix, lineRest, linesBelow }: Surroundings): readonly string[] {
  const rest = lineRest.trimEnd()
  const isBeforeLine = linePrefix.trim() === '' && rest !== ''
  return isBeforeLine ? [linePrefix + rest, ...linesBelow] : linesBelow
}
