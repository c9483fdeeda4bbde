/** `‸` marks the cursor in test texts, so that nobody counts columns. */
export const CURSOR = '‸'

export interface MarkedText {
  text: string
  above: string
  below: string
  position: { line: number; character: number }
}

/** A text without its cursor mark, cut there; the position is zero-based, UTF-16. */
export function atCursor(marked: string): MarkedText {
  const [above, below, ...more] = marked.split(CURSOR)
  if (above === undefined || below === undefined || more.length > 0) {
    throw new Error(`exactly one ${CURSOR} is needed`)
  }
  const lines = above.split('\n')
  return {
    text: above + below,
    above,
    below,
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  }
}
