// Places and edits in the editor's active document, through its own API.
import { eventually } from '../../support/eventually.ts'
import type { CodeEditor } from './editor.ts'

/** How much of a text an error shows. */
const SHOWN_CHARS = 200

/** Opens a file, by its path or URI, with the cursor at its end and the keys going there. */
export const openAtEnd = (code: CodeEditor, file: string): Promise<void> =>
  code.run(async (vscode, name) => {
    const uri = name.startsWith('/') ? vscode.Uri.file(name) : vscode.Uri.parse(name)
    const document = await vscode.workspace.openTextDocument(uri)
    const editor = await vscode.window.showTextDocument(document, { preview: false })
    const { end } = document.lineAt(document.lineCount - 1).range
    editor.selection = new vscode.Selection(end, end)
    editor.revealRange(new vscode.Range(end, end))
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup')
  }, file)

/** The same without what was typed into it before. */
export async function freshAtEnd(code: CodeEditor, file: string): Promise<void> {
  await openAtEnd(code, file)
  await runCommand(code, 'workbench.action.files.revert')
  await openAtEnd(code, file)
}

export const textOf = (code: CodeEditor): Promise<string> =>
  code.run((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '')

/** Waits until the document's text fits: keys arrive when they arrive. */
export async function textThat(code: CodeEditor, fits: RegExp | string): Promise<string> {
  let end = ''
  try {
    return await eventually('a text that fits', async () => {
      const text = await textOf(code)
      end = text.slice(-SHOWN_CHARS)
      const isFit = typeof fits === 'string' ? text.includes(fits) : fits.test(text)
      return isFit ? text : undefined
    })
  } catch (cause) {
    throw new Error(`the text does not fit ${fits}: …${end}`, { cause })
  }
}

export const runCommand = (code: CodeEditor, command: string, ...args: unknown[]): Promise<void> =>
  code.run(
    async (vscode, name, given) => {
      await vscode.commands.executeCommand(name, ...given)
    },
    command,
    args,
  )

/** Starts a command that waits for the person at the keys. */
export const beginCommand = (code: CodeEditor, command: string): Promise<void> =>
  code.run((vscode, name) => {
    void vscode.commands.executeCommand(name)
  }, command)
