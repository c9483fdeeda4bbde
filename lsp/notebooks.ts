// Notebooks: each cell is a document, and what stands in the cells above it belongs to its prefix.
import {
  type Connection,
  NotebookCellKind,
  NotebookDocuments,
  type TextDocuments,
} from 'vscode-languageserver/node'
import type { OpenDocument } from './documents.ts'

/** As much as of a long file. */
const MAX_CHARS = 100_000

export class Notebooks {
  readonly #notebooks: NotebookDocuments<OpenDocument>
  readonly #cells: TextDocuments<OpenDocument>

  constructor(cells: TextDocuments<OpenDocument>) {
    this.#notebooks = new NotebookDocuments(cells)
    this.#cells = cells
  }

  listen(connection: Connection): void {
    this.#notebooks.listen(connection)
  }

  /** The code above a cell in its language, ending a line; empty for what is no cell. */
  above({ uri, languageId }: OpenDocument): string {
    const notebook = this.#notebooks.findNotebookDocumentForCell(uri)
    if (!notebook) return ''
    const at = notebook.cells.findIndex(({ document }) => document === uri)
    let text = ''
    for (let i = at - 1; i >= 0 && text.length < MAX_CHARS; i -= 1) {
      const cell = notebook.cells[i]
      const document = cell?.kind === NotebookCellKind.Code && this.#cells.get(cell.document)
      const isCode = document && document.languageId === languageId
      if (isCode) text = `${document.text.getText().replace(/\n*$/, '\n')}${text}`
    }
    return text.slice(-MAX_CHARS)
  }
}
