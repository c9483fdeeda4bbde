import type { Position } from 'vscode-languageserver/node'

/** Where a text ends. */
export function positionAt(prefix: string): Position {
  const lineStart = prefix.lastIndexOf('\n') + 1
  let line = 0
  for (const character of prefix) if (character === '\n') line += 1
  return { line, character: prefix.length - lineStart }
}
