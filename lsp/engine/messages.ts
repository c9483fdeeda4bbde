// What the language server and the thread of its engine say to each other.
import type { EngineRequest, EngineSuggestion } from '../../engine/index.ts'
import type { Places } from '../context/policy/places.ts'

export interface AskEngine {
  kind: 'ask'
  id: number
  /** The editor's. */
  languageId: string
  request: Omit<EngineRequest, 'isPastDeadline'>
}

/** What the user set, beside whether there is an engine at all. */
export interface EngineSettings {
  calibrates: boolean
  /** Texts beyond this are not taken in. */
  maxFileChars: number
  /** All that is kept of the workspace. */
  maxBytes: number
}

/** What the thread is started with. */
export interface EngineStart {
  cancelled: SharedArrayBuffer
  /** Where weights that were fitted to the user are kept; undefined: nowhere. */
  weightsFile: string | undefined
}

export type ToEngine =
  /** Folders of the workspace, read in this order; what they keep back is forgotten. */
  | { kind: 'places'; places: Places }
  /** A document as it is now, which may not be saved. */
  | { kind: 'changed'; name: string; text: string }
  /** Files changed on the disk, came or went: absolute, with slashes. */
  | { kind: 'disk'; paths: readonly string[] }
  | ({ kind: 'settings' } & EngineSettings)
  | AskEngine

export interface FromEngine {
  id: number
  suggestion: EngineSuggestion | undefined
}
