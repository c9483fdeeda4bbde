// A text as it comes: what stands before the cursor and what behind. Joining them would copy all of it for each key.

export interface TwoParts {
  before: string
  behind: string
}

export function lengthOf({ before, behind }: TwoParts): number {
  return before.length + behind.length
}

/** The text of `[from, to)`, which is a copy only where it lies on both sides of the cursor. */
export function pieceOf({ before, behind }: TwoParts, from: number, to: number): string {
  const cut = before.length
  if (to <= cut) return before.slice(from, to)
  if (from >= cut) return behind.slice(from - cut, to - cut)
  return before.slice(from) + behind.slice(0, to - cut)
}

export const NUL = '\0'

export const isBinary = ({ before, behind }: TwoParts): boolean =>
  before.includes(NUL) || behind.includes(NUL)

/** Characters compared at once: engines compare whole pieces many times faster than one by one. */
const PIECE_CHARS = 2_048

/** Characters that two texts begin with alike. */
export function commonHead(a: TwoParts, b: TwoParts): number {
  const most = Math.min(lengthOf(a), lengthOf(b))
  for (let from = 0; from < most; from += PIECE_CHARS) {
    const to = Math.min(most, from + PIECE_CHARS)
    const [own, other] = [pieceOf(a, from, to), pieceOf(b, from, to)]
    if (own === other) continue
    let at = 0
    while (own.charCodeAt(at) === other.charCodeAt(at)) at++
    return from + at
  }
  return most
}

/** Characters that they end with alike, behind the `head` characters that are common already. */
export function commonTail(a: TwoParts, b: TwoParts, head: number): number {
  const [length, otherLength] = [lengthOf(a), lengthOf(b)]
  const most = Math.min(length, otherLength) - head
  for (let from = 0; from < most; from += PIECE_CHARS) {
    const to = Math.min(most, from + PIECE_CHARS)
    const own = pieceOf(a, length - to, length - from)
    const other = pieceOf(b, otherLength - to, otherLength - from)
    if (own === other) continue
    let at = 1
    while (own.charCodeAt(own.length - at) === other.charCodeAt(own.length - at)) at++
    return from + at - 1
  }
  return most
}
