/** A piece of a text: half-open offsets in UTF-16 units. */
export interface Span {
  start: number
  end: number
}

const MASK = '*'

/** Sorted, and without overlaps. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const result: Span[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (!last || span.start > last.end) result.push({ ...span })
    else last.end = Math.max(last.end, span.end)
  }
  return result
}

/**
 * The text from `start` to `end`, with stars for every character in a span, line breaks too: lengths and
 * offsets stay, so that a piece that was cut from it still fits the document. `spans` as of `merged`.
 */
export function maskedSlice(
  text: string,
  spans: readonly Span[],
  start: number,
  end: number,
): string {
  let result = ''
  let at = start
  for (const span of spans) {
    if (span.end <= at) continue
    if (span.start >= end) break
    const from = Math.max(at, span.start)
    const to = Math.min(end, span.end)
    result += text.slice(at, from) + MASK.repeat(to - from)
    at = to
  }
  return at === start ? text.slice(start, end) : result + text.slice(at, end)
}
