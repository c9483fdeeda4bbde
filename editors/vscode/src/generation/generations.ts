// "Midfill: Generate": one generation at a time, streamed into its document, kept or undone or stopped.
import {
  CancellationTokenSource,
  commands,
  type Disposable,
  languages,
  Range,
  type TextDocument,
  TextDocumentSaveReason,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from 'vscode'
import type { LanguageServer } from '../language-server.ts'
import { checked, Generation } from '../messages.ts'
import { Lenses } from './lenses.ts'
import { Preview } from './preview.ts'

interface Current {
  preview: Preview
  isStreaming: boolean
  stop: CancellationTokenSource
}

export class Generations {
  readonly #server: LanguageServer
  readonly #mark: TextEditorDecorationType
  readonly #lenses: Lenses
  readonly #life: Disposable[]
  #current: Current | undefined

  constructor(server: LanguageServer) {
    this.#server = server
    this.#mark = window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('diffEditor.insertedTextBackground'),
      isWholeLine: true,
    })
    this.#lenses = new Lenses(() => this.#lensed())
    this.#life = [
      this.#mark,
      this.#lenses,
      languages.registerCodeLensProvider({ pattern: '**' }, this.#lenses),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.#current?.preview.document) this.#follow(contentChanges)
      }),
      // In a browser VS Code saves by itself a second after the last piece: nobody has decided by that.
      workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (reason === TextDocumentSaveReason.Manual) this.#settle(document)
      }),
      workspace.onDidCloseTextDocument((document) => this.#settle(document)),
    ]
  }

  /** Generates for the selection, or from the comment at the cursor; a failure is told once. */
  async start(): Promise<void> {
    const editor = window.activeTextEditor
    if (!editor) return
    const isForSelection = !editor.selection.isEmpty
    const instruction = isForSelection ? await askInstruction() : undefined
    if (isForSelection && !instruction) return
    this.keep()
    const preview = new Preview(editor.document, placeFor(editor))
    const current = { preview, isStreaming: true, stop: new CancellationTokenSource() }
    this.#current = current
    this.#draw()
    try {
      await this.#run(editor, current, instruction)
    } catch (error) {
      if (!current.stop.token.isCancellationRequested) await this.#fail(current, error)
    }
    current.isStreaming = false
    if (this.#current === current) this.#draw()
  }

  /** Ends the model's work; what came so far waits to be kept or undone. */
  stop(): void {
    this.#current?.stop.cancel()
  }

  keep(): void {
    this.stop()
    this.#current = undefined
    this.#draw()
  }

  async undo(): Promise<void> {
    const current = this.#current
    this.keep()
    await current?.preview.undo()
  }

  dispose(): void {
    this.stop()
    for (const part of this.#life) part.dispose()
  }

  async #run(editor: TextEditor, current: Current, instruction: string | undefined): Promise<void> {
    const { token } = current.stop
    let soFar = ''
    const hear = (text: string): void => {
      if (token.isCancellationRequested) return
      soFar += text
      void current.preview.write(soFar).then(() => this.#draw())
    }
    const answer = await this.#server.generate(editor, { instruction, hear, token })
    const generation = checked(Generation, answer)
    if (!generation || token.isCancellationRequested) return
    await this.#replaceByWhole(current, generation)
  }

  /** The pieces were as the model said them; the whole is cleaned up, and knows its place. */
  async #replaceByWhole(current: Current, { text, range }: Generation): Promise<void> {
    const { start, end } = range
    const place = new Range(start.line, start.character, end.line, end.character)
    const { preview } = current
    if (!preview.isAt(place)) {
      await preview.undo()
      current.preview = new Preview(preview.document, preview.asNow(place))
    }
    await current.preview.write(text)
  }

  async #fail(current: Current, error: unknown): Promise<void> {
    await current.preview.undo()
    if (this.#current === current) this.keep()
    const message = error instanceof Error ? error.message : String(error)
    void window.showWarningMessage(`Midfill could not generate: ${message}`)
  }

  #follow(changes: Parameters<Preview['follow']>[0]): void {
    this.#current?.preview.follow(changes)
    if (this.#current?.preview.isTouched) this.keep()
  }

  /** Who saves or closes a document keeps what is in it. */
  #settle(document: TextDocument): void {
    if (this.#current?.preview.document === document) this.keep()
  }

  #lensed() {
    if (!this.#current) return undefined
    const { preview, isStreaming } = this.#current
    return { document: preview.document, range: preview.range, isStreaming }
  }

  #draw(): void {
    const current = this.#lensed()
    for (const editor of window.visibleTextEditors) {
      const isHere = editor.document === current?.document
      editor.setDecorations(this.#mark, current && isHere ? [current.range] : [])
    }
    this.#lenses.refresh()
    const isStreaming = current?.isStreaming ?? false
    void commands.executeCommand('setContext', 'midfill.isGenerating', isStreaming)
    void commands.executeCommand('setContext', 'midfill.hasPreview', current !== undefined)
  }
}

/** Undefined: the person changed their mind. */
const askInstruction = (): Thenable<string | undefined> =>
  window.showInputBox({
    title: 'Midfill: Generate',
    prompt: 'What shall become of the selection?',
    validateInput: (text) => (text.trim() ? undefined : 'Say what to do with the selected code.'),
  })

/**
 * Where the pieces come in, until the whole answer knows better: in place of a selection, on a blank
 * line from its start, else behind the line.
 */
function placeFor({ document, selection }: TextEditor): Range {
  if (!selection.isEmpty) return new Range(selection.start, selection.end)
  const { line, character } = selection.active
  const { range, text } = document.lineAt(line)
  if (text.slice(0, character).trim() === '') return new Range(range.start, selection.active)
  return new Range(range.end, range.end)
}
