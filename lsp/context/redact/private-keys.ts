// Private keys in PEM form, over many lines or in one with escaped breaks.
import type { Span } from './spans.ts'

export interface KeyMark extends Span {
  isBegin: boolean
}

const MARK =
  /-----(?<word>BEGIN|END)[ A-Z0-9_-]{0,100}?PRIVATE KEY(?: BLOCK)?-----|(?<putty>Private-Lines: \d+)/g
/**
 * GitLab's language server leaves the last dash of the last line; so do we, and both send the same text.
 */
const KEPT_CHARS = 1
/** Base64, headers of old keys (`Proc-Type: 4,ENCRYPTED`), and what strings, comments and indents put around them. */
const BODY_LINE =
  /^[\s"'`#*>|,.\\]{0,40}(?:[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{0,76}={1,2}|[A-Za-z0-9+/]{1,15}|[A-Z][\w-]+: [^\n]{1,80}|)(?:\\[nr]){0,2}[\s"'`+,;.)\\]{0,40}$/
const MAX_BODY_LINE_CHARS = 512
/** What makes lines a key: without it a mark is a word in a program or a document. */
const KEY_TEXT = /[A-Za-z0-9+/]{16}/
/** Longest key that is masked: 16,384 bits of RSA are about 13,000 characters. */
const MAX_KEY_CHARS = 20_000

/** Where keys begin and end; offsets in the text given. */
export function keyMarks(text: string): KeyMark[] {
  if (!text.includes('PRIVATE KEY') && !text.includes('Private-Lines')) return []
  return Array.from(text.matchAll(MARK), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    isBegin: match.groups?.word !== 'END',
  }))
}

/**
 * The keys between marks of the whole text. One without an end, because it is being pasted, reaches as far as its
 * lines look like a key, and so does one whose beginning was cut off.
 */
export function keySpans(text: string, marks: readonly KeyMark[]): Span[] {
  return marks.flatMap((mark, index) => {
    if (!mark.isBegin) return hasBegin(text, marks, index) ? [] : keyAbove(text, mark)
    const next = marks[index + 1]
    return keyBelow(text, mark, next?.isBegin === false ? next : undefined)
  })
}

function hasBegin(text: string, marks: readonly KeyMark[], index: number): boolean {
  const before = marks[index - 1]
  const end = marks[index]
  return (
    before?.isBegin === true && end !== undefined && bodyEnd(text, before, end.start) === end.start
  )
}

function keyBelow(text: string, begin: KeyMark, end: KeyMark | undefined): Span[] {
  const reached = bodyEnd(text, begin, end?.start ?? text.length)
  if (!KEY_TEXT.test(text.slice(begin.end, reached))) return []
  return [
    { start: begin.start, end: end && reached === end.start ? end.end - KEPT_CHARS : reached },
  ]
}

/** How far the lines behind a mark look like a key. */
function bodyEnd(text: string, begin: KeyMark, limit: number): number {
  const last = Math.min(limit, begin.end + MAX_KEY_CHARS)
  // The rest of the first line belongs to it, however it looks: a key may stand in one line.
  let end = lineEnd(text, begin.end, last)
  while (end < last) {
    const next = lineEnd(text, end + 1, last)
    if (!isBody(text.slice(end + 1, next))) break
    end = next
  }
  return end
}

function keyAbove(text: string, mark: KeyMark): Span[] {
  const first = Math.max(0, mark.start - MAX_KEY_CHARS)
  let start = lineStart(text, mark.start)
  while (start > first) {
    const before = lineStart(text, start - 1)
    if (!isBody(text.slice(before, start - 1))) break
    start = before
  }
  const span = { start: Math.max(start, first), end: mark.end - KEPT_CHARS }
  return KEY_TEXT.test(text.slice(span.start, mark.start)) ? [span] : []
}

const isBody = (line: string): boolean => line.length <= MAX_BODY_LINE_CHARS && BODY_LINE.test(line)

function lineEnd(text: string, from: number, limit: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 || at > limit ? limit : at
}

const lineStart = (text: string, at: number): number =>
  at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
