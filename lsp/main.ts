import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serve } from './server.ts'

/** Speaks LSP on standard input and output until the editor says `exit` or goes away. */
export function runLanguageServer(): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout)
  serve(connection, process.env)
}
