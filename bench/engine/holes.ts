// Cuts holes: places in a file where text is hidden, and what stood there.
import { shuffled } from '../support/random.ts'
import type { SourceFile } from './download.ts'

export type Kind = 'rest-of-line' | 'next-line'
export const KINDS: readonly Kind[] = ['rest-of-line', 'next-line']

export interface Hole {
  kind: Kind
  file: string
  prefix: string
  suffix: string
  /** What was hidden: one line or the rest of one, without its line break and blanks at its end. */
  truth: string
  /** The line holds nothing but a comment; those are words of people and reported apart. */
  isComment: boolean
}

const COMMENT = /^(?:\/\/|\/\*|\*|#[ !]|--|<!--|""")/

/** Few per file, so that no single file decides a figure. */
const MAX_PER_FILE = 4
const LONGEST_TRUTH_CHARS = 200
const SHORTEST_REST_CHARS = 2

/** `count` holes of a kind, spread over the files by a seeded draw; fewer when there are not enough lines. */
export function cutHoles(
  files: readonly SourceFile[],
  options: { kind: Kind; count: number; random: () => number },
): Hole[] {
  const holes: Hole[] = []
  const drawn = shuffled(
    files.flatMap((file) => Array<SourceFile>(MAX_PER_FILE).fill(file)),
    options.random,
  )
  for (const file of drawn) {
    if (holes.length >= options.count) break
    const lines = linesOf(file.text)
    const line = lines[Math.floor(options.random() * lines.length)]
    const hole = line && holeAt(file, line, options)
    if (hole && !hole.isComment && !holes.some((other) => isSame(other, hole))) holes.push(hole)
  }
  return holes
}

/** A line of a text: half-open offsets without the line break. */
export interface Line {
  start: number
  end: number
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf('\n', start)
    const end = at < 0 ? text.length : at
    lines.push({ start, end: text[end - 1] === '\r' ? end - 1 : end })
    start = end + 1
  }
  return lines
}

/** Undefined where nothing worth predicting stands: blank lines, lone brackets, endless lines. */
export function holeAt(
  { name, text }: SourceFile,
  { start, end }: Line,
  { kind, random }: { kind: Kind; random: () => number },
): Hole | undefined {
  const line = text.slice(start, end).trimEnd()
  const indent = line.length - line.trimStart().length
  if (!/[\p{L}\p{N}]/u.test(line) || line.length > LONGEST_TRUTH_CHARS) return undefined
  const cut = kind === 'next-line' ? indent : cutInside(line, indent, random)
  if (cut === undefined) return undefined
  return {
    kind,
    file: name,
    prefix: text.slice(0, start + cut),
    suffix: text.slice(end),
    truth: line.slice(cut),
    isComment: COMMENT.test(line.trimStart()),
  }
}

/** A place behind the first visible character with at least two left; never before a blank. */
function cutInside(line: string, indent: number, random: () => number): number | undefined {
  const room = line.length - SHORTEST_REST_CHARS - indent
  if (room < 1) return undefined
  const cut = indent + 1 + Math.floor(random() * room)
  return line[cut] === ' ' ? cut + 1 : cut
}

const isSame = (a: Hole, b: Hole): boolean =>
  a.file === b.file && a.prefix.length === b.prefix.length
