// A provider that answers at once, with nothing behind it: from a key to its grey text is the editor's own time, which
// no extension can go below.
import type { CodeEditor } from './editor.ts'

/** Of files that no other provider is asked about, ours neither. */
const SCHEME = 'floor'
export const FLOOR_FILE = `${SCHEME}:/floor.ts`

/** Registers it through the test's own extension; its one file begins with this text. */
export const provideAtOnce = (code: CodeEditor, text: string): Promise<void> =>
  code.run(
    (vscode, scheme, begins) => {
      let bytes: Uint8Array<ArrayBuffer> = new TextEncoder().encode(begins)
      const { event } = new vscode.EventEmitter<never>()
      vscode.workspace.registerFileSystemProvider(scheme, {
        onDidChangeFile: event,
        watch: () => new vscode.Disposable(() => {}),
        stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length }),
        readFile: () => bytes,
        writeFile: (_uri, content) => {
          bytes = new Uint8Array(content)
        },
        readDirectory: () => [],
        createDirectory: () => {},
        delete: () => {},
        rename: () => {},
      })
      vscode.languages.registerInlineCompletionItemProvider(
        { scheme },
        {
          // No key continues it: each brings text that is new.
          provideInlineCompletionItems: (_document, position) => [
            new vscode.InlineCompletionItem('⋯ at once', new vscode.Range(position, position)),
          ],
        },
      )
    },
    SCHEME,
    text,
  )
