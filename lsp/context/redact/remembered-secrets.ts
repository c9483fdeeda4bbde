// The secrets of a document that changes: each time only the lines that differ are searched.
import { findSecrets } from './find-secrets.ts'
import { type KeyMark, keyMarks, keySpans } from './private-keys.ts'
import { merged, type Span } from './spans.ts'

/** Compared at once while looking for the first difference; a step is one comparison of memory. */
const STEP_CHARS = 4_096
/** In a line longer than that only the surroundings of a change are searched again. */
const MAX_REACH_CHARS = 8_192

export class RememberedSecrets {
  #text = ''
  #secrets: Span[] = []
  #marks: KeyMark[] = []
  #spans: Span[] = []

  /** Where the secrets of the text stand: sorted, without overlaps. */
  of(text: string): readonly Span[] {
    if (text === this.#text) return this.#spans
    const change = this.#changed(text)
    this.#secrets = replaced(this.#secrets, change, foundIn(text, change, findSecrets))
    this.#marks = replaced(this.#marks, change, foundIn(text, change, keyMarks))
    this.#text = text
    this.#spans =
      this.#secrets.length + this.#marks.length === 0
        ? []
        : merged([...this.#secrets, ...keySpans(text, this.#marks)])
    return this.#spans
  }

  /** The lines of the old text that differ, and how much longer they are in the new one. */
  #changed(text: string): Change {
    const old = this.#text
    const same = commonStart(old, text)
    const sameAtEnd = commonEnd(old, text, Math.min(old.length, text.length) - same)
    let start = reachBack(text, same)
    // One line more: a value may stand in the line below its name.
    let end = reachOn(old, reachOn(old, old.length - sameAtEnd) + 1)
    // A secret that the change touches is searched anew as a whole.
    for (const span of [...this.#secrets, ...this.#marks]) {
      if (span.start < start && span.end > start) start = span.start
      if (span.start < end && span.end > end) end = span.end
    }
    return { start, end, shift: text.length - old.length }
  }
}

interface Change extends Span {
  shift: number
}

function replaced<T extends Span>(spans: readonly T[], change: Change, found: T[]): T[] {
  if (spans.length === 0) return found
  const before = spans.filter((span) => span.end <= change.start)
  const behind = spans.filter((span) => span.start >= change.end)
  return [...before, ...found, ...moved(behind, change.shift)]
}

/** What begins in the new lines; the search starts a line above them, where the name of a value may stand. */
function foundIn<T extends Span>(
  text: string,
  { start, end, shift }: Change,
  find: (lines: string) => T[],
): T[] {
  const from = reachBack(text, start - 1)
  const found = moved(find(text.slice(from, end + shift)), from)
  return found.filter((span) => span.start >= start)
}

const moved = <T extends Span>(spans: readonly T[], by: number): T[] =>
  spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by }))

const reachBack = (text: string, at: number): number =>
  at <= 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1) + 1, at - MAX_REACH_CHARS)

function reachOn(text: string, at: number): number {
  if (at >= text.length) return text.length
  const end = text.indexOf('\n', at)
  return Math.min(end < 0 ? text.length : end, at + MAX_REACH_CHARS)
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  while (at + STEP_CHARS <= most && a.slice(at, at + STEP_CHARS) === b.slice(at, at + STEP_CHARS)) {
    at += STEP_CHARS
  }
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return at
}

/** At most `most` characters. */
function commonEnd(a: string, b: string, most: number): number {
  let count = 0
  while (count + STEP_CHARS <= most && endStep(a, count) === endStep(b, count)) count += STEP_CHARS
  while (
    count < most &&
    a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)
  ) {
    count += 1
  }
  return count
}

const endStep = (text: string, count: number): string =>
  text.slice(text.length - count - STEP_CHARS, text.length - count)
