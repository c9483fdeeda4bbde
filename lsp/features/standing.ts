import type { Refusal } from '../context/policy/permission.ts'
import type { OpenDocument } from '../documents.ts'
import type { ModelHealth } from '../health/model-health.ts'

/** How things are now, as far as it decides whether anything is suggested. */
export interface Standing {
  documentAt(uri: string): OpenDocument | undefined
  /** Why a document gets no suggestions. */
  refusal(document: OpenDocument): Refusal | undefined
  health: Pick<ModelHealth, 'fault'>
  hasModel(): boolean
  /** The model is one of a GitLab instance's, and not behind a gateway. */
  isGitlab(): boolean
  isEngineOn(): boolean
  isSnoozed(): boolean
  /** What is wrong with the settings, in sentences. */
  notes(): readonly string[]
}

/** The member of a message that holds them; nothing where nothing is wrong. */
export function notesOf({ notes }: Standing): { notes?: readonly string[] } {
  const said = notes()
  return said.length > 0 ? { notes: said } : {}
}
