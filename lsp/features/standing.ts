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
  isEngineOn(): boolean
  isSnoozed(): boolean
}
