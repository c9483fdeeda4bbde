// What our language server and its editors say to each other beyond LSP itself.

/** The section of `workspace/configuration` and the member of `settings` that holds ours. */
export const SETTINGS_SECTION = 'midfill'

/** Editors run it when an inline completion item was accepted; its arguments are the suggestion's id and length. */
export const ACCEPTED_COMMAND = 'midfill.suggestionAccepted'

/** Where a suggestion came from. `embedded` is never called a model. */
export type SuggestionSource = 'model' | 'embedded' | 'cache' | 'reuse'

/** What an embedded suggestion rests on: where the text stood that it repeats or adapts. */
export interface SuggestionEvidence {
  kind: 'current_file' | 'recently_edited' | 'workspace' | 'source' | 'renamed_pattern'
  /** Of the file, relative to the workspace. */
  name?: string
  /** Counts from 1. */
  line?: number
}

/** Rides on each inline completion item as `data`; editors that do not know it ignore it. */
export interface SuggestionData {
  id: string
  source: SuggestionSource
  /** Name of the model, or `embedded`. */
  model: string
  /** Of source `embedded` only. */
  evidence?: SuggestionEvidence
}
