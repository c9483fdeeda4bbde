// A model's answer that comes after the engine's: the editor does not ask again by itself until a key is typed.
import { commands, window } from 'vscode'
import type { Status } from './messages.ts'

/** Not `explicit`: what the model has said is to be shown, not asked again. */
const ASK_AGAIN = { explicit: false }

export class LateAnswers {
  #wasThinking = false
  /** The last place that was asked about again: an editor that cannot ask quietly would begin anew for ever. */
  #asked = ''

  /** Call it with each status of the server. */
  heard({ state }: Status): void {
    const isAnswered = this.#wasThinking && state === 'ready'
    this.#wasThinking = state === 'thinking'
    if (isAnswered) this.#askAgain()
  }

  #askAgain(): void {
    const editor = window.activeTextEditor
    if (!editor) return
    const { document, selection } = editor
    const { line, character } = selection.active
    const place = `${document.version} ${line}:${character} ${document.uri}`
    if (!selection.isEmpty || place === this.#asked) return
    this.#asked = place
    void commands.executeCommand('editor.action.inlineSuggest.trigger', ASK_AGAIN)
  }
}
