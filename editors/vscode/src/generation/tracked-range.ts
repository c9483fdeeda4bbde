// Where a piece of text is after edits around it. Free of the editor's API, so that it can be tested without one.

/** Half-open, in UTF-16 units from the start of the document. */
export interface Span {
  start: number
  end: number
}

/** What was replaced, in the text before the edit, by how much. */
export interface Edit extends Span {
  insertedChars: number
}

/**
 * The span after an edit of somebody else; undefined when the edit touches what is in it.
 * Text that comes in right before or right after it is not part of it.
 */
export function afterEdit({ start, end }: Span, edit: Edit): Span | undefined {
  if (edit.start >= end) return { start, end }
  if (edit.end > start) return undefined
  const shift = edit.insertedChars - (edit.end - edit.start)
  return { start: start + shift, end: end + shift }
}
