// What an editor shows of us, and why there is nothing to show.
import Type, { type Static } from 'typebox'

/** From server to editor: after `initialized`, and on each change. */
export const STATUS_NOTIFICATION = 'midfill/status'
export const WHY_REQUEST = 'midfill/why'
/** From server to editor: to ask again would show more. */
export const MORE_TO_SHOW_NOTIFICATION = 'midfill/moreToShow'
/** Its argument: for how many minutes, 15 without one; 0 wakes. */
export const SNOOZE_COMMAND = 'midfill.snooze'
/** As Copilot's language server calls it: the document that the person looks at, or none. */
export const DID_FOCUS = 'textDocument/didFocus'

export interface EditorStatus {
  /**
   * `thinking`: somebody has waited for a model for a while. `offline`: a model is configured and does not answer.
   * `off`: the document in focus gets no suggestions.
   */
  state: 'ready' | 'thinking' | 'offline' | 'off' | 'snoozed'
  /** `embedded`, or the name of the model that answered last; `model` before its first answer. */
  source: string
  /** A code for `off` and `offline`. */
  reason?: string
  /** A sentence for people. */
  message: string
  /** Of the document in focus. */
  uri?: string
  /** What is wrong with the settings, in sentences. */
  notes?: readonly string[]
}

/** Where the editor had asked; nothing was typed since. */
export interface MoreToShowParams {
  textDocument: { uri: string }
  position: { line: number; character: number }
}

export const WhyParams = Type.Object({
  textDocument: Type.Object({ uri: Type.String() }),
  position: Type.Optional(Type.Object({ line: Type.Integer(), character: Type.Integer() })),
})

export interface WhyAnswer {
  /** A code; null when something is shown, or nothing was asked yet. */
  reason: string | null
  /** A sentence for people. */
  message: string
  /** What to do about it, as a sentence. */
  action?: string
  /** What is wrong with the settings, in sentences; it may be the reason. */
  notes?: readonly string[]
}

export const FocusParams = Type.Object({
  textDocument: Type.Optional(Type.Object({ uri: Type.String() })),
})
export type FocusParams = Static<typeof FocusParams>
