// Where a suggestion came from, in words that can be shown.
import { IN_CHANGED, IN_FILE } from './ballot.ts'
import { lineOf } from './kept-file.ts'
import { listOf, type Sources } from './sources.ts'
import type { NextToken } from './step.ts'
import type { Evidence } from './suggestion.ts'

/** Of the first token, whose context is all real text. */
export function evidenceOf(sources: Sources, { place, where, isRenamed }: NextToken): Evidence {
  if (isRenamed) return { kind: 'renamed_pattern' }
  if (where === IN_FILE || !sources.workspace) return { kind: 'current_file' }
  const store = where === IN_CHANGED ? sources.workspace.changed : sources.workspace.resting
  const file = store.fileAt(place)
  if (!file) return { kind: 'current_file' }
  const line = lineOf(listOf(sources, where), file, place)
  return { kind: where === IN_CHANGED ? 'recently_edited' : 'workspace', name: file.name, line }
}
