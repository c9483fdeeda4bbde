// What happens as documents are opened, changed and closed, in the editor and on the disk.
import type { Connection, DidChangeTextDocumentParams } from 'vscode-languageserver/node'
import { closeDocument, type OpenDocument } from './documents.ts'
import { editedPlaceOf } from './features/cursor-place.ts'
import { changedPaths } from './features/disk-changes.ts'
import type { Parts } from './parts.ts'
import { rehearsal } from './rehearsal.ts'

export function followDocuments(connection: Connection, parts: Parts): void {
  const { documents, notebooks, workspace, engine, tracks } = parts
  followLives(parts)
  documents.onDidChangeContent(({ document }) => {
    workspace.changed(document)
    const { lastEdit } = document
    if (lastEdit) tracks.of(document).edited(editedPlaceOf(document, lastEdit), lastEdit)
  })
  connection.onDidChangeWatchedFiles((params) => {
    const paths = changedPaths(params)
    if (paths.length === 0) return
    workspace.changedOnDisk(paths)
    engine.changedOnDisk(paths)
  })
  documents.listen({
    ...connection,
    onDidChangeTextDocument: (take) =>
      connection.onDidChangeTextDocument((params) => take(inNewerWords(params))),
  })
  notebooks.listen(connection)
}

/** Until LSP 3.15 a version could be null, and nothing hangs on it here; a range that is null is none. */
const inNewerWords = ({
  textDocument: { uri, version },
  contentChanges,
}: DidChangeTextDocumentParams): DidChangeTextDocumentParams => ({
  textDocument: { uri, version: version ?? 0 },
  contentChanges: contentChanges.map((change) =>
    'range' in change && change.range ? change : { text: change.text },
  ),
})

/** Editors may open a document that is open, as after a crash or with another language: the first one ends with that. */
function followLives(parts: Parts): void {
  const { documents, session, notebooks, workspace, suggester, status } = parts
  const rehearse = rehearsal(parts)
  /** By URI. */
  const open = new Map<string, OpenDocument>()
  documents.onDidOpen(({ document }) => {
    const before = open.get(document.uri)
    if (before) end(before, parts)
    open.set(document.uri, document)
    document.above = () => notebooks.above(document)
    workspace.opened(document)
    suggester.prepare(document, session.settingsOf(document))
    // Whoever asks is told of what fails then.
    rehearse(document).catch(() => {})
    status.used(document)
    status.refresh()
  })
  documents.onDidClose(({ document }) => {
    open.delete(document.uri)
    status.closed(document)
    end(document, parts)
  })
}

function end(document: OpenDocument, { tracks, workspace, feedback }: Parts): void {
  tracks.close(document)
  workspace.closed(document)
  feedback.over(document.uri)
  closeDocument(document)
}
