/** Text that may be learned from besides the file itself, e.g. snippets of other files. */
export interface EngineSource {
  name: string
  text: string
}

/**
 * One question to the engine. `prefix + suffix` is the whole document; the cursor stands between.
 * Texts may be of any length and content: what is over the caps in `hole.ts` is left out.
 */
export interface EngineRequest {
  /** Of the document, relative to the workspace. What the workspace holds under it does not count. */
  name?: string
  prefix: string
  suffix: string
  /** Most lines a suggestion may have, the rest of the current line included. Default 3. */
  maxLines?: number
  /** Asked at least once per predicted token. When true, the engine returns what it has so far. */
  isPastDeadline?: () => boolean
}

/** A question that brings everything that may be learned from. */
export interface StatelessRequest extends EngineRequest {
  /** Most relevant first: the last ones are left out when there is too much text. */
  sources?: readonly EngineSource[]
}

/** What the engine offers, and how it came to it. */
export interface EngineSuggestion {
  /** Inserted at the cursor as it is, with the document's own line breaks. Never only whitespace. */
  text: string
  /** 0…1: the share of such suggestions with nothing wrong in them. */
  confidence: number
  /** Where the longest matching context stood. */
  evidence: Evidence
  /** Length of the longest matching context. 0: only a word was completed. */
  matchedTokens: number
}

export type Evidence =
  | { kind: 'current_file' }
  /** Of files taken in since the workspace was sorted, and of the workspace; lines count from 1. */
  | { kind: 'recently_edited' | 'workspace'; name: string; line: number }
  | { kind: 'source'; name: string }
  | { kind: 'renamed_pattern' }
