// What the nearest lines above begin with: of places, and of the context that is to be continued.
import { CONTEXT_TOKENS, type Context } from './context.ts'
import { BOUNDARY, isBreak } from './vocabulary.ts'

/** Lines above that are looked at. */
export const LINES_ABOVE = 2
/** Tokens before a place within which they are looked for: as many as a context has. */
const REACH_TOKENS = CONTEXT_TOKENS

/** First tokens of the nearest written lines above, the nearest first. */
export type Surroundings = Int32Array

export const createSurroundings = (): Surroundings => new Int32Array(LINES_ABOVE)

/** Fills `out` for the line of `place`; boundaries where there is nothing. */
export function surround(ids: Int32Array, place: number, out: Surroundings): void {
  out.fill(BOUNDARY)
  const reach = Math.max(0, place - REACH_TOKENS)
  let start = startOfLine(ids, place, reach)
  for (let lines = 0; lines < LINES_ABOVE && isBreak(ids[start] ?? BOUNDARY); ) {
    start = startOfLine(ids, start, reach)
    if (start < reach) return
    const first = ids[start + 1] ?? BOUNDARY
    if (!isBreak(first)) out[lines++] = first
  }
}

const forward = new Int32Array(CONTEXT_TOKENS)

/** The same for what comes behind a context, whose last token is its first. */
export function surroundContext(context: Context, out: Surroundings): void {
  for (let i = 0; i < CONTEXT_TOKENS; i++) forward[CONTEXT_TOKENS - 1 - i] = context[i] ?? BOUNDARY
  surround(forward, CONTEXT_TOKENS, out)
}

/** The place of the break or boundary before the line that ends before `place`; below `reach`: it is farther. */
function startOfLine(ids: Int32Array, place: number, reach: number): number {
  let at = place - 1
  while (at >= reach && (ids[at] ?? BOUNDARY) !== BOUNDARY && !isBreak(ids[at] ?? BOUNDARY)) at--
  return at
}
