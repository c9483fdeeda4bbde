import type { Point, TextPart } from './parser.ts'

/** More elements than any component has. */
const MAX_PARTS = 20
/** Quotes may hold a `>`: `generics="T extends Row<string>"`. Neither part may be long, or many heads take long. */
const SCRIPT =
  /(<script\b(?:[^<>"']|"[^"]{0,300}"|'[^']{0,300}'){0,100}>)([\s\S]*?)(?:<\/script\s*>|$)/gi

/** What lies in the `<script>` elements of a text, in order. */
export function scriptsOf(text: string): TextPart[] {
  const parts: TextPart[] = []
  const counter = { index: 0, point: { row: 0, column: 0 } }
  for (const match of text.matchAll(SCRIPT)) {
    const [, tag = '', body = ''] = match
    const startIndex = match.index + tag.length
    const startPosition = advance(text, counter, startIndex)
    const endIndex = startIndex + body.length
    parts.push({
      startIndex,
      endIndex,
      startPosition,
      endPosition: advance(text, counter, endIndex),
    })
    if (parts.length === MAX_PARTS) break
  }
  return parts
}

/** The whole of a text, as one part. */
export function wholeOf(text: string): TextPart {
  const zero = { row: 0, column: 0 }
  const endPosition = advance(text, { index: 0, point: zero }, text.length)
  return { startIndex: 0, endIndex: text.length, startPosition: zero, endPosition }
}

/** Moves a place forward to an index; its position. */
function advance(text: string, place: { index: number; point: Point }, index: number): Point {
  let { row } = place.point
  for (let i = text.indexOf('\n', place.index); i !== -1 && i < index; ) {
    row++
    i = text.indexOf('\n', i + 1)
  }
  place.index = index
  place.point = { row, column: index - (text.lastIndexOf('\n', index - 1) + 1) }
  return place.point
}
