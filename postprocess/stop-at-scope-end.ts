// A completion ends with the function or class that the cursor is in. Where blocks have braces it ends with
// the brace; elsewhere with the first line that is not indented more than the line that opened it.
import { isDefinition, isScope } from './blocks.ts'
import { firstWord, indentOf, isWritten } from './characters.ts'
import type { Line, Rule } from './end-by-rules.ts'
import type { Nest } from './nests.ts'
import type { Code, Surroundings } from './surroundings.ts'

/** Undefined where the cursor is in no scope, or where its end cannot be told. */
export function stopAtScopeEnd(around: Surroundings): Rule | undefined {
  const { code, blocks } = around
  if (!code || !blocks || code.isInText) return undefined
  return blocks === 'braces' ? stopBehindBrace(code) : stopAtDedent(code, around)
}

/**
 * A brace that the suffix has does not get here: another rule ends before it. Where braces farther out are
 * missing, too, the text may go on up to the last of them.
 */
function stopBehindBrace({ nests, nesting }: Code): Rule | undefined {
  const own = nests.findLastIndex((nest) => nest.mark === '}' && isScope(lineOf(nest)))
  if (own < 0) return undefined
  const depth = Math.min(own, nests.length - Math.max(1, nesting?.mayClose ?? 1))
  const brace = nests[depth]
  return stopBehind((line) => line.scan?.nests[depth] !== brace)
}

/** The line on which it was opened. */
function lineOf({ source, lineStart }: Nest): string {
  const end = source.indexOf('\n', lineStart)
  return source.slice(lineStart, end < 0 ? undefined : end)
}

/** Ends the text behind the first line that is the last of its scope, if more than blanks follow. */
function stopBehind(isLast: (line: Line) => boolean): Rule {
  let hasEnded = false
  const cutBefore = (line: Line): number | undefined =>
    hasEnded && isWritten(line.text) ? line.breakStart : undefined
  return {
    lineEnd(line) {
      const cut = cutBefore(line)
      hasEnded ||= isLast(line)
      return cut
    },
    holdFrom: (line) => (hasEnded ? line.breakStart : undefined),
    end: cutBefore,
  }
}

function stopAtDedent({ nests }: Code, around: Surroundings): Rule | undefined {
  const { linePrefix, above, linesBelow, blocks } = around
  const columns = scopeColumns(linePrefix, above)
  if (columns === undefined) return undefined
  const hasEndBelow = linesBelow.some((line) => line.trim() === 'end' && indentOf(line) === columns)
  const isOutside = ({ start, text, nests: open }: Line): boolean =>
    start > 0 &&
    open.length <= nests.length &&
    isFree(open) &&
    !(isWritten(text) && indentOf(text) > columns)
  const isOwnEnd = (line: Line): boolean =>
    blocks === 'end' &&
    firstWord(line.text) === 'end' &&
    indentOf(line.text) === columns &&
    !hasEndBelow
  const behind = stopBehind((line) => isOutside(line) && isOwnEnd(line))
  const cutBefore = (line: Line): number | undefined =>
    isWritten(line.text) && isOutside(line) && !isOwnEnd(line) ? line.breakStart : undefined

  return {
    lineEnd: (line) => behind.lineEnd(line) ?? cutBefore(line),
    holdFrom: (line) => behind.holdFrom(line) ?? (isOutside(line) ? line.breakStart : undefined),
    end: (line) => behind.end(line) ?? cutBefore(line),
  }
}

/** Indentation makes no blocks inside brackets and texts. */
const isFree = (nests: readonly Nest[]): boolean => nests.every(({ mark }) => mark === '}')

/** Indentation of the nearest definition around the cursor; undefined: it is in none. */
function scopeColumns(linePrefix: string, above: string): number | undefined {
  if (isDefinition(linePrefix)) return indentOf(linePrefix)
  let columns = isWritten(linePrefix) ? indentOf(linePrefix) : Number.POSITIVE_INFINITY
  for (let end = above.length; end > 0 && columns > 0; ) {
    const start = above.lastIndexOf('\n', end - 1) + 1
    const line = above.slice(start, end)
    end = start - 1
    if (!isWritten(line) || indentOf(line) >= columns) continue
    columns = indentOf(line)
    if (isDefinition(line)) return columns
  }
  return undefined
}
