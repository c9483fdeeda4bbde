// workspace/didChangeWatchedFiles -> paths that may matter.
import type { DidChangeWatchedFilesParams } from 'vscode-languageserver/node'
import { diskPathOf } from '../context/file-name.ts'

/** What package managers and git write there comes by the ten thousand, and nobody reads it. */
const NOISE = /\/(?:node_modules|\.git)\//

/** Absolute, with slashes. */
export const changedPaths = ({ changes }: DidChangeWatchedFilesParams): string[] =>
  changes.flatMap(({ uri }) => (NOISE.test(uri) ? undefined : diskPathOf(uri)) ?? [])
