// What a language server costs that does nothing: the same library and messages as ours, and never a suggestion.
import {
  createConnection,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'

/** A request that nothing replaces is answered after this, as one whose model is slow. */
const ANSWER_MS = 700

const connection = createConnection(
  ProposedFeatures.all,
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
)
connection.onInitialize(() => ({ capabilities: { textDocumentSync: 2 } }))
for (const name of ['didOpen', 'didChange', 'didClose']) {
  connection.onNotification(`textDocument/${name}`, () => {
    // Read, and forgotten.
  })
}
connection.onRequest('textDocument/inlineCompletion', (_params, token) => {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ items: [] }), ANSWER_MS)
    token.onCancellationRequested(() => {
      clearTimeout(timer)
      resolve(new ResponseError(LSPErrorCodes.RequestCancelled, 'a newer request took its place'))
    })
  })
})
connection.listen()
