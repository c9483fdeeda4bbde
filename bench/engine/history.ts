// Replays this project's own history: lines that a commit added, with the workspace as it was before.
import { execFileSync } from 'node:child_process'
import { shuffled } from '../support/random.ts'
import type { SourceFile } from './download.ts'
import { type Hole, holeAt, type Kind, linesOf } from './holes.ts'

const SOURCE = /\.ts$/
const MAX_PER_FILE = 10
/** The first commits have no workspace to learn from. */
const FIRST_COMMITS = 3

/** Whether the lines were added to files that were there, or are those of new ones. */
export type Origin = 'grown' | 'new'

/** Commits oldest first, without merges. */
export function commits(): string[] {
  return git('rev-list', '--no-merges', '--reverse', 'HEAD').trim().split('\n').slice(FIRST_COMMITS)
}

/** The project's source files as of a commit. */
export function filesAt(commit: string): SourceFile[] {
  const rows = git('ls-tree', '-r', commit).trim().split('\n')
  return rows.flatMap((row) => {
    const [, blob, name] = /^\S+ blob (\S+)\t(.+)$/.exec(row) ?? []
    return blob && name && SOURCE.test(name) ? [{ name, text: textOf(blob) }] : []
  })
}

/** Most files are the same from commit to commit. */
const texts = new Map<string, string>()

function textOf(blob: string): string {
  const known = texts.get(blob) ?? git('cat-file', 'blob', blob)
  texts.set(blob, known)
  return known
}

/**
 * Holes in the lines that a commit added, at most some per file.
 * Added lines above the cursor are there, those below it are not written yet.
 */
export function replay(
  commit: string,
  { kind, origin, random }: { kind: Kind; origin: Origin; random: () => number },
): Hole[] {
  const before = new Set(filesAt(`${commit}~1`).map(({ name }) => name))
  const added = addedLines(commit)
  return [...added].flatMap(([name, numbers]) => {
    if (before.has(name) !== (origin === 'grown')) return []
    const text = git('show', `${commit}:${name}`)
    const drawn = shuffled([...numbers], random)
    const holes = drawn.flatMap((number) =>
      replayedHole({ name, text, numbers, number, kind, random }),
    )
    return holes.slice(0, MAX_PER_FILE)
  })
}

interface Added {
  name: string
  text: string
  /** Zero-based numbers of the lines that the commit added. */
  numbers: ReadonlySet<number>
  /** The one that is hidden. */
  number: number
  kind: Kind
  random: () => number
}

function replayedHole({ name, text, numbers, number, kind, random }: Added): Hole[] {
  const lines = linesOf(text)
  const line = lines[number]
  const hole = line && holeAt({ name, text }, line, { kind, random })
  if (!hole || hole.isComment) return []
  const below = lines
    .slice(number + 1)
    .filter((_, index) => !numbers.has(number + 1 + index))
    .map(({ start, end }) => text.slice(start, end))
  return [{ ...hole, suffix: ['', ...below].join('\n') }]
}

/** By file name: zero-based numbers of added lines. */
function addedLines(commit: string): Map<string, Set<number>> {
  const added = new Map<string, Set<number>>()
  let numbers = new Set<number>()
  const diff = git('diff', '--unified=0', '--no-color', '--no-renames', `${commit}~1`, commit)
  for (const line of diff.split('\n')) {
    const [, name] = /^\+\+\+ b\/(.+)$/.exec(line) ?? []
    if (name) {
      numbers = new Set()
      added.set(name, numbers)
    }
    const [, first, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    for (let i = 0; first && i < Number(count); i += 1) numbers.add(Number(first) - 1 + i)
  }
  for (const name of added.keys()) if (!SOURCE.test(name)) added.delete(name)
  return added
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
}
