const TAB = 9
export const LINE_FEED = 10
export const SPACE = 32
export const SLASH = 47
export const BACKSLASH = 92
/** The first code beyond it. */
export const ASCII = 128

/** Columns of a tab. Any value works as long as all texts are measured with the same. */
export const TAB_COLUMNS = 4

export const isBlank = (code: number): boolean => code === SPACE || code === TAB

/** Letters, digits, `_`, `$`, and everything beyond ASCII. */
export function isWord(code: number): boolean {
  if (code >= 97) return code <= 122 || code >= 128
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || code === 36
}

/**
 * The characters of the text that is being read: looking at one costs a third of `charCodeAt`, and each is looked at.
 * One for all scans, of which one runs at a time.
 */
const SCRATCH = new Uint16Array(4_096)
/** The same memory: a view of it costs as much as reading a line. */
const SCRATCH_BYTES = Buffer.from(SCRATCH.buffer)

/** Valid until the next call; longer than the text, for most. */
export function codesOf(text: string): Uint16Array {
  if (text.length <= SCRATCH.length) {
    SCRATCH_BYTES.write(text, 'utf16le')
    return SCRATCH
  }
  const codes = new Uint16Array(text.length)
  Buffer.from(codes.buffer).write(text, 'utf16le')
  return codes
}

/** Width in columns of the blanks at an offset, which is mostly where a line begins. */
export function indentOf(text: string, from = 0): number {
  let columns = 0
  for (let at = from; isBlank(text.charCodeAt(at)); at += 1) {
    columns += text.charCodeAt(at) === TAB ? TAB_COLUMNS : 1
  }
  return columns
}

/** The first word of a line, or its first character that is no blank; empty in a blank line. */
export const firstWord = (line: string): string => /[\p{L}\p{N}_]+|\S/u.exec(line)?.[0] ?? ''

/** How many letters and digits a text has. */
export function wordChars(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Mostly all is ASCII, for which the table of Unicode takes ten times as long.
    if (code >= 128) return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    if (isWord(code) && code !== 95 && code !== 36) count += 1
  }
  return count
}

export const isWritten = (line: string): boolean => line.trim() !== ''
