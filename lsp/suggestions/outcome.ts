// How a request ends.
import type { Recalled, Suggested } from './memory.ts'
import type { Silence } from './when.ts'

export type Outcome =
  | {
      kind: 'shown'
      suggested: Suggested
      text: string
      closed: string
      /** For the same place, to choose from. */
      others: readonly Other[]
    }
  | { kind: 'silent'; why: Silence }

export interface Other {
  suggested: Suggested
  text: string
}

export const REPLACED: Outcome = { kind: 'silent', why: 'replaced' }

/** `before`: what was on screen when somebody asked for another one. */
export function shown({ suggested, rest, closed, typedChars }: Recalled, before?: Other): Outcome {
  const { alternatives = NONE, text } = suggested
  const typed = text.slice(0, typedChars)
  const others = alternatives
    .filter((alternative) => alternative.startsWith(typed))
    .map((alternative) => ({ suggested, text: alternative.slice(typedChars) }))
  if (before) others.push(before)
  return { kind: 'shown', suggested, text: rest, closed, others: distinct(others, rest) }
}

const NONE: readonly string[] = []

const distinct = (others: Other[], rest: string): readonly Other[] =>
  others.filter(
    ({ text }, at) =>
      text.trim() !== '' &&
      text !== rest &&
      others.findIndex((other) => other.text === text) === at,
  )
