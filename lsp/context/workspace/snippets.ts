// Chosen pieces -> snippets: neighbours joined, one for each other file, in an order that lasts.
import type { Piece } from './pieces.ts'

/** Lines between two pieces that are shown as well: cheaper than a gap for the reader. */
const FILLED_GAP_LINES = 2
/** Stands where lines are left out. */
const GAP = '\n'

export interface Snippet {
  /** Absolute path of the file. */
  path: string
  name: string
  content: string
}

/**
 * The files whose pieces were taken first come first. Files of `lastOrder` keep their order before those that are new,
 * so that prompts that follow each other begin alike.
 */
export function snippetsOf(chosen: readonly Piece[], lastOrder: readonly string[]): Snippet[] {
  const byPath = new Map<string, Piece[]>()
  for (const path of lastOrder) byPath.set(path, [])
  for (const piece of chosen) {
    const pieces = byPath.get(piece.path)
    if (pieces) pieces.push(piece)
    else byPath.set(piece.path, [piece])
  }
  return [...byPath.values()].flatMap((pieces) => {
    const [first] = pieces
    if (!first) return []
    return [{ path: first.path, name: first.name, content: runsOf(pieces).join(GAP) }]
  })
}

/** Pieces of one file as texts from the top down; those that touch or nearly touch are one. */
export function runsOf(pieces: readonly Piece[]): string[] {
  const sorted = [...pieces].sort((a, b) => a.fromLine - b.fromLine)
  const runs: { piece: Piece; toLine: number }[] = []
  for (const piece of sorted) {
    const last = runs.at(-1)
    if (last && piece.fromLine - last.toLine <= FILLED_GAP_LINES) {
      last.toLine = Math.max(last.toLine, piece.toLine)
    } else runs.push({ piece, toLine: piece.toLine })
  }
  return runs.map(({ piece: { content, fromLine }, toLine }) => {
    const text = content.text.slice(content.lineStarts[fromLine], content.lineStarts[toLine])
    return text.endsWith('\n') ? text : `${text}\n`
  })
}
