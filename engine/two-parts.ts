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

/** Characters compared first; then twice as many each time: texts are alike but for a few. */
const PIECE_CHARS = 2_048

/** Characters that two texts begin with alike. */
export function commonHead(a: TwoParts, b: TwoParts): number {
  const cuts = [a.before.length, b.before.length]
  const most = Math.min(lengthOf(a), lengthOf(b))
  return alike(most, cuts, (from, to) => pieceOf(a, from, to) === pieceOf(b, from, to))
}

/** Characters that they end with alike, behind the `head` characters that are common already. */
export function commonTail(a: TwoParts, b: TwoParts, head: number): number {
  const [end, otherEnd] = [lengthOf(a), lengthOf(b)]
  const most = Math.min(end, otherEnd) - head
  return alike(most, [a.behind.length, b.behind.length], (from, to) => {
    return pieceOf(a, end - to, end - from) === pieceOf(b, otherEnd - to, otherEnd - from)
  })
}

/** How far it is alike of `most` characters: by pieces, none of which is copied, for it lies on one side of each cut. */
function alike(
  most: number,
  cuts: readonly number[],
  isAlike: (from: number, to: number) => boolean,
): number {
  let from = 0
  let to = 0
  for (let chars = PIECE_CHARS; from < most; chars *= 2) {
    to = Math.min(most, from + chars, ...cuts.filter((cut) => cut > from))
    if (!isAlike(from, to)) break
    from = to
  }
  // In the piece that is not, half by half.
  while (from < to) {
    const middle = Math.ceil((from + to) / 2)
    if (isAlike(from, middle)) from = middle
    else to = middle - 1
  }
  return from
}
