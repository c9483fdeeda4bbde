import type { Position } from 'vscode-languageserver-textdocument'

/** Most characters sent of each side; the gateway cuts again, to what its model can read. */
const MAX_PREFIX_CHARS = 100_000
const MAX_SUFFIX_CHARS = 30_000
/**
 * A long prefix begins at a multiple of this, counted from the document's start: one that slid with every key would
 * give each prompt another beginning, and model servers' prefix caches would never hit. A multiple of the gateway's step.
 */
const PREFIX_STEP_CHARS = 8_192

export interface Split {
  prefix: string
  suffix: string
}

/** Where a text is cut: the prefix is `from` to `cursor`, the suffix `cursor` to `to`; offsets in UTF-16 units. */
export interface Bounds {
  from: number
  cursor: number
  to: number
}

/** Cuts a text at an offset, UTF-16. Long texts lose their far ends, and no surrogate pair is cut. */
export function boundsAround(text: string, offset: number): Bounds {
  const cursor = wholeCharacter(text, offset)
  return {
    from: wholeCharacter(text, prefixStart(cursor)),
    cursor,
    to: wholeCharacter(text, Math.min(text.length, cursor + MAX_SUFFIX_CHARS)),
  }
}

const prefixStart = (cursor: number): number =>
  Math.ceil(Math.max(0, cursor - MAX_PREFIX_CHARS) / PREFIX_STEP_CHARS) * PREFIX_STEP_CHARS

/** An editor may point into a surrogate pair; the pair then belongs to the prefix. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset)
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset
}

/** Whether a position stands in the document. A character past the line's end counts as its end, as LSP says. */
export const isInside = (position: Position, lineCount: number): boolean =>
  position.line >= 0 && position.character >= 0 && position.line < lineCount
