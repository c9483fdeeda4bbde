// Lines that were written later: a step is a commit or a release, with the files as they were before it.
import { shuffled } from '../support/random.ts'
import type { AddedLines } from './added-lines.ts'
import type { SourceFile } from './download.ts'
import { type Hole, holeAt, KINDS, type Kind, linesOf } from './holes.ts'

export interface Step {
  name: string
  before: SourceFile[]
  /** The files that it changed or began, as they are after it. */
  changes: (SourceFile & AddedLines)[]
}

/** Lines added to a file that was there; lines that took the place of others; lines of a file that was not there. */
export const ORIGINS = ['added', 'replaced', 'new'] as const
export type Origin = (typeof ORIGINS)[number]
export const ORIGIN_TITLES: Record<Origin, string> = {
  added: 'lines added to files that were there',
  replaced: 'lines in the place of others',
  new: 'lines of new files',
}

/** The holes of one file, and the file as it is once they are filled. */
export interface Round {
  holes: (Hole & { origin?: Origin })[]
  done?: SourceFile
}

const MAX_PER_FILE = 10

interface Draw {
  /** Most holes of a kind and origin in one step; about so many are drawn of more. */
  perStep: number
  random: () => number
}

/**
 * People write one file after another: the changed files come in a seeded order, and whoever fills a hole in one has
 * written those before it, and in its own file the lines above. Lines that the step adds below are not written yet.
 */
export function roundsOf(step: Step, { perStep, random }: Draw): Round[] {
  const names = new Set(step.before.map(({ name }) => name))
  const rounds = shuffled(step.changes, random).map((change) => ({
    holes: KINDS.flatMap((kind) =>
      originsOf(change, names).flatMap((origin) => holesIn(change, { kind, origin, random })),
    ),
    done: { name: change.name, text: change.text },
  }))
  return thinned(rounds, { perStep, random })
}

function originsOf({ name }: SourceFile, before: ReadonlySet<string>): Origin[] {
  return ORIGINS.filter((origin) => before.has(name) !== (origin === 'new'))
}

function thinned(rounds: readonly Round[], { perStep, random }: Draw): Round[] {
  const counts = new Map<string, number>()
  const keyOf = ({ kind, origin }: Round['holes'][number]): string => `${kind} ${origin}`
  for (const hole of rounds.flatMap(({ holes }) => holes)) {
    counts.set(keyOf(hole), (counts.get(keyOf(hole)) ?? 0) + 1)
  }
  return rounds.map(({ holes, done }) => ({
    holes: holes.filter((hole) => random() * (counts.get(keyOf(hole)) ?? 0) < perStep),
    ...(done && { done }),
  }))
}

/** At most some per file: no single file decides a figure. */
function holesIn(
  change: Step['changes'][number],
  { kind, origin, random }: { kind: Kind; origin: Origin; random: () => number },
): Round['holes'] {
  const { added, replaced } = change
  const numbers = { added, replaced, new: [...added, ...replaced] }[origin]
  const holes: Round['holes'] = []
  for (const number of shuffled([...numbers], random)) {
    if (holes.length === MAX_PER_FILE) break
    const hole = holeIn(change, number, { kind, random })
    if (hole && !hole.isComment) holes.push({ ...hole, origin })
  }
  return holes
}

function holeIn(
  { name, text, added, replaced }: Step['changes'][number],
  number: number,
  draw: { kind: Kind; random: () => number },
): Hole | undefined {
  const lines = linesOf(text)
  const line = lines[number]
  const hole = line && holeAt({ name, text }, line, draw)
  if (!hole) return undefined
  const below = lines.flatMap(({ start, end }, at) =>
    at <= number || added.has(at) || replaced.has(at) ? [] : [text.slice(start, end)],
  )
  return { ...hole, suffix: ['', ...below].join('\n') }
}
