// Where a body is, as the queries say it.
import type { Node, QueryMatch } from './parser.ts'

/**
 * The body in a match: what it captures as `@body`, or the field `body` of what it captures as `@owner`; undefined:
 * there is none. `(a) @owner` compiles in a fraction of the time of `(a body: (_) @body)`, for no state of the grammar
 * has to be looked at.
 */
export function bodyOf(match: QueryMatch): Node | undefined {
  return captured(match, 'body') ?? captured(match, 'owner')?.childForFieldName('body') ?? undefined
}

/** The first node of a match that has this name. */
export const captured = ({ captures }: QueryMatch, name: string): Node | undefined =>
  captures.find((capture) => capture.name === name)?.node
