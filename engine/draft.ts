// Greedy decoding: token after token, as long as the engine is sure of all of them together.
import { isSure } from './confidence.ts'
import type { Hole } from './hole.ts'
import { type Constraint, type NextToken, nextToken } from './next-token.ts'
import {
  columnsAfter,
  type DraftLine,
  finishedLines,
  isBehindBlank,
  joinRest,
  type Pen,
  startPen,
  write,
} from './pen.ts'
import type { Store } from './store.ts'
import { isBreak } from './vocabulary.ts'

/** Several full lines; also what the store must have room for. */
export const MAX_PREDICTED_TOKENS = 120

const ANYTHING: Constraint = { typed: '', isSpaced: false }

/** What the engine would say if there were no gate. */
export interface Draft {
  lines: DraftLine[]
  /** The first token, whose context is all real text. */
  first: NextToken
}

export interface DraftLimits {
  maxLines: number
  isPastDeadline: () => boolean
}

export function draftFor(store: Store, hole: Hole, limits: DraftLimits): Draft | undefined {
  const pen = startPen(store, hole)
  let first: NextToken | undefined
  let end: 'whole' | 'piece' | undefined
  while (!end && pen.written < MAX_PREDICTED_TOKENS && !limits.isPastDeadline()) {
    const next = nextToken(store, first ? ANYTHING : constraintAt(pen))
    if (!next || !isSureOf(pen, next)) break
    first ??= next
    end = endBefore(pen, next, limits.maxLines)
    if (!end) write(pen, next)
  }
  return first && { lines: finishedLines(pen, end === 'whole'), first }
}

/** A blank typed after a token rules out what never stands behind one. */
function constraintAt(pen: Pen): Constraint {
  return { typed: pen.hole.typed, isSpaced: isBehindBlank(pen) }
}

function isSureOf({ running, lines }: Pen, next: NextToken): boolean {
  const isFurther = lines.some(({ text }) => text.trim() !== '')
  return isSure(running * next.probability, { isFurther })
}

/** Does the draft end before this token, and with the whole line or a piece of it? */
function endBefore(pen: Pen, next: NextToken, maxLines: number): 'whole' | 'piece' | undefined {
  const { hole, lines } = pen
  if (!isBreak(next.id)) return joinRest(pen, next) ? 'whole' : undefined
  if (hole.hasCodeAfter) return 'piece'
  if (hole.lineSuffix.trim() !== '' || lines.length + 1 >= maxLines) return 'whole'
  return columnsAfter(pen, next) < hole.columns ? 'whole' : undefined
}
