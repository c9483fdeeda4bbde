import { BOUNDARY, isBreak, type Vocabulary } from './vocabulary.ts'

/** What is known of the next token beside its context. */
export interface Constraint {
  /** It begins with this. Empty: anything may come. */
  typed: string
  /** A blank was typed before it. */
  isSpaced: boolean
  /** It stands in a further line of a suggestion: what is below the cursor does not follow it directly. */
  isFurther?: true
}

/** May this token come next? `gap`: what stands before it where it was found. */
export function isAllowed(
  vocabulary: Vocabulary,
  { typed, isSpaced }: Constraint,
  id: number,
  gap: number,
): boolean {
  if (id === BOUNDARY) return false
  if (typed !== '') return vocabulary.startsWith(id, typed)
  return !isSpaced || (gap > 0 && !isBreak(id))
}
