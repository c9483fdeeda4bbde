// Everything that a question may be answered from, and what a place in it counts.
import { IN_CHANGED, IN_FILE, type Where } from './ballot.ts'
import type { CurrentFile } from './current-file.ts'
import type { Likeness } from './likeness.ts'
import type { Asker } from './relations.ts'
import type { Tokens } from './token-list.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { Workspace } from './workspace.ts'

/** A place at the cursor counts this much more than one far away in the same file, … */
const NEARNESS = 2
/** … and half of that at this distance. */
const NEARNESS_HALF_TOKENS = 250

export interface Sources {
  asker: Asker
  likeness: Likeness
  vocabulary: Vocabulary
  file: CurrentFile
  workspace: Workspace | undefined
}

/** What a place of the current file counts. */
export function nearnessWeight(distance: number): number {
  return 1 + (NEARNESS * NEARNESS_HALF_TOKENS) / (NEARNESS_HALF_TOKENS + distance)
}

/** The list that holds a place. */
export function listOf({ file, workspace }: Sources, where: Where): Tokens {
  if (where === IN_FILE || !workspace) return file.around
  return where === IN_CHANGED ? workspace.changed.chains.tokens : workspace.resting.tokens
}
