// A model's answer that came after what is shown: the editor does not ask again by itself until a key is typed.
import { commands, type InlineCompletionContext, InlineCompletionTriggerKind, window } from 'vscode'
import type { MoreToShow } from './messages.ts'

/** A request that VS Code makes comes 50 ms after it was told to; it drops one while its like is under way. */
const ASKS_WITHIN_MS = 150
const MOST_TRIES = 3

export class LateAnswers {
  #isAskingAgain = false
  #timer: NodeJS.Timeout | undefined

  /** Asks again, if the cursor is still where the server means. */
  heard(more: MoreToShow): void {
    this.#ask(more, MOST_TRIES)
  }

  /** What a request of the editor means: one that we caused is not one on command, which would ask the model anew. */
  contextOf(context: InlineCompletionContext): InlineCompletionContext {
    if (!this.#isAskingAgain) return context
    this.#isAskingAgain = false
    return { ...context, triggerKind: InlineCompletionTriggerKind.Automatic }
  }

  #ask(more: MoreToShow, tries: number): void {
    clearTimeout(this.#timer)
    this.#isAskingAgain = tries > 0 && isThere(more)
    if (!this.#isAskingAgain) return
    // What is shown would else be kept, and the new text be the next one. Both in one breath: no frame without text.
    void commands.executeCommand('editor.action.inlineSuggest.hide')
    void commands.executeCommand('editor.action.inlineSuggest.trigger')
    this.#timer = setTimeout(() => {
      if (this.#isAskingAgain) this.#ask(more, tries - 1)
    }, ASKS_WITHIN_MS)
  }
}

function isThere({ textDocument, position }: MoreToShow): boolean {
  const editor = window.activeTextEditor
  if (!editor || String(editor.document.uri) !== textDocument.uri) return false
  const { active, isEmpty } = editor.selection
  return isEmpty && active.line === position.line && active.character === position.character
}
