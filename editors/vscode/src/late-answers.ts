// A model's answer that came after what is shown: the editor does not ask again by itself until a key is typed.
import { commands, type InlineCompletionContext, InlineCompletionTriggerKind, window } from 'vscode'
import type { MoreToShow } from './messages.ts'

export class LateAnswers {
  #isAskingAgain = false

  /** Asks again, if the cursor is still where the server means. */
  heard({ textDocument, position }: MoreToShow): void {
    const editor = window.activeTextEditor
    if (!editor || String(editor.document.uri) !== textDocument.uri) return
    const { active, isEmpty } = editor.selection
    const isThere = active.line === position.line && active.character === position.character
    if (!isThere || !isEmpty) return
    this.#isAskingAgain = true
    // What is shown would else be kept, and the new text be the next one. Both in one breath: no frame without text.
    void commands.executeCommand('editor.action.inlineSuggest.hide')
    void commands.executeCommand('editor.action.inlineSuggest.trigger')
  }

  /** What a request of the editor means: one that we caused is not one on command, which would ask the model anew. */
  contextOf(context: InlineCompletionContext): InlineCompletionContext {
    if (!this.#isAskingAgain) return context
    this.#isAskingAgain = false
    return { ...context, triggerKind: InlineCompletionTriggerKind.Automatic }
  }
}
