// Everything that a question may be answered from, and what a place in it counts.
import type { CurrentFile } from './current-file.ts'
import type { KeptFile } from './kept-file.ts'
import type { Likeness, Standing } from './likeness.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { Workspace } from './workspace.ts'

/** A place at the cursor counts this much more than one far away in the same file, … */
const NEARNESS = 2
/** … and half of that at this distance. */
const NEARNESS_HALF_TOKENS = 250
const SAME_FOLDER = 1.5

export interface Sources {
  likeness: Likeness
  vocabulary: Vocabulary
  file: CurrentFile
  workspace: Workspace | undefined
  /** The current file's name; what the workspace holds under it is older and does not count. */
  name: string
  folder: string
  extension: string
}

/** Tells the likeness about a place of another file. */
export function standElsewhere(
  kept: KeptFile | undefined,
  { folder, extension, likeness: { standing } }: Sources,
  { times, isChanged }: Pick<Standing, 'times' | 'isChanged'>,
): void {
  standing.times = times
  standing.distance = -1
  standing.isBehind = false
  standing.isSameFolder = kept?.folder === folder
  standing.isSameLanguage = kept?.extension === extension
  standing.isChanged = isChanged
}

/** What a place of the current file counts. */
export function nearnessWeight(distance: number): number {
  return 1 + (NEARNESS * NEARNESS_HALF_TOKENS) / (NEARNESS_HALF_TOKENS + distance)
}

/** What a place of another file counts; 0: it does not. */
export function weightOf(kept: KeptFile | undefined, { name, folder }: Sources): number {
  if (!kept?.isAlive || kept.name === name) return 0
  return kept.folder === folder ? SAME_FOLDER : 1
}
