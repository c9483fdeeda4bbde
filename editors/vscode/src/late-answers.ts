// A model's answer that came after what is shown: the editor does not ask again by itself until a key is typed.
import { commands, window } from 'vscode'
import type { MoreToShow } from './messages.ts'

/** Not `explicit`: what the model has said is to be shown, not asked again. */
const ASK_AGAIN = { explicit: false }

export class LateAnswers {
  /** The last place that was asked about again: an editor that cannot ask quietly would begin anew for ever. */
  #asked = ''

  /** Asks again, if the cursor is still where the server means. */
  heard({ textDocument, position }: MoreToShow): void {
    const editor = window.activeTextEditor
    if (!editor || String(editor.document.uri) !== textDocument.uri) return
    const { document, selection } = editor
    const { line, character } = selection.active
    const place = `${document.version} ${line}:${character} ${document.uri}`
    const isThere = line === position.line && character === position.character
    if (!isThere || !selection.isEmpty || place === this.#asked) return
    this.#asked = place
    void commands.executeCommand('editor.action.inlineSuggest.trigger', ASK_AGAIN)
  }
}
