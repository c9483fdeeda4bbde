// Lines that somebody wrote since the editor started: what the engine's confidence is fitted to. Never stored.
import type { WrittenLine } from '../../engine/index.ts'
import { keepNewest } from '../keep-newest.ts'

/** Files that were asked about last. */
const MAX_FILES = 8
/** Shorter lines are brackets and the like. */
const MIN_LINE_CHARS = 6
const MAX_LINE_CHARS = 200

interface EditedFile {
  /** Lines that were there when it was first asked about. */
  before: ReadonlySet<string>
  text: string
}

export class RecentEdits {
  readonly #files = new Map<string, EditedFile>()

  /** `text` is the file as it is now. */
  note(name: string, text: string): void {
    const known = this.#files.get(name)
    this.#files.delete(name)
    keepNewest(this.#files, name, { before: known?.before ?? linesOf(text), text }, MAX_FILES)
  }

  /** At most so many lines, those of the file asked about last first. */
  lines(most: number): WrittenLine[] {
    const lines: WrittenLine[] = []
    for (const [name, file] of [...this.#files].reverse()) {
      for (const line of writtenIn(name, file)) {
        if (lines.length === most) return lines
        lines.push(line)
      }
    }
    return lines
  }
}

const linesOf = (text: string): Set<string> => new Set(text.split('\n').map((line) => line.trim()))

function* writtenIn(name: string, { before, text }: EditedFile): Generator<WrittenLine> {
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const written = line.trim()
    const isUsual = written.length >= MIN_LINE_CHARS && written.length <= MAX_LINE_CHARS
    if (!isUsual || before.has(written)) continue
    const start = index + line.indexOf(written)
    yield { name, text, start, end: start + written.length }
  }
}
