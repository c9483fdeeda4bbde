import { isWritten } from './characters.ts'
import { endIn, type Line, type Rule } from './end-by-rules.ts'
import type { Closer, Nest } from './nests.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Ends a suggestion before it closes what the suffix closes. A bracket that is closed too early but opened
 * again on the same line is no harm: `a).then(b` between `f(` and `)`.
 */
export function stopAtStrayCloser({ code, lineRest }: Surroundings): Rule | undefined {
  if (!code?.nesting) return undefined
  const { nests, nesting } = code
  /** Those that have to stay open. */
  const kept = nests.slice(0, nests.length - nesting.mayClose)
  const isOpen = (open: readonly Nest[]): boolean =>
    kept.every(({ mark }, depth) => open[depth]?.mark === mark)
  const isRestWritten = isWritten(lineRest)

  const isStray = ({ at, mark, depth, isStray }: Closer, { start, before }: Line): boolean => {
    if (start === 0 && at < before.length) return false
    // What is open above the part of the prefix that was read is not known, but it is no call.
    return isStray ? start === 0 && mark !== '}' : depth < kept.length
  }
  const strayIn = (line: Line): number | undefined => {
    const { scan } = line
    if (!scan || scan.closers.length === 0) return undefined
    const stray = scan.closers.find((closer) => isStray(closer, line))
    if (!stray || (!stray.isStray && isOpen(scan.nests))) return undefined
    return endIn(line, stray.at - line.before.length)
  }

  return {
    lineEnd(line) {
      const stray = strayIn(line)
      if (stray !== undefined || !isRestWritten) return stray
      // A text that its line ended was not closed, and the suffix would close it.
      const wasIn = kept.at(-1)
      const isLost = wasIn?.kind === 'text' && line.scan?.nests.at(-1) === wasIn
      return isLost && wasIn.quote?.kind === 'line' ? line.start + line.text.length : undefined
    },
    holdFrom: heldStray,
    end: strayIn,
  }

  /** A brace ends brackets that were left open in it, too. */
  function mayBeginWithOne({ start, nests: open }: Line): boolean {
    if (start === 0 || kept.length === 0) return false
    return open.slice(kept.length).every(({ kind, mark }) => kind === 'bracket' && mark !== '}')
  }

  /** Brackets that are opened again are only known to be at the end of the line. */
  function heldStray(line: Line): number | undefined {
    const stray = line.scan?.closers.find((closer) => isStray(closer, line))
    if (stray) return endIn(line, stray.at - line.before.length)
    return !isWritten(line.text) && mayBeginWithOne(line) ? line.breakStart : undefined
  }
}
