import { type Connection, createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serve } from './server.ts'

/** Speaks LSP as the command line says, on standard input and output without a word, until the editor goes away. */
export function runLanguageServer(): void {
  serve(connectionFor(process.argv), process.env)
}

/** Other ways than standard input and output; the library reads them from the command line itself. */
const OTHER_WAY = /^--(?:node-ipc|socket|pipe)(?:=|$)/

const connectionFor = (args: readonly string[]): Connection =>
  args.some((arg) => OTHER_WAY.test(arg))
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout)
