import type { TokenList, Tokens } from './token-list.ts'
import { BOUNDARY, isBreak } from './vocabulary.ts'

/** A text inside a store. */
export interface KeptFile {
  name: string
  /** Folder of the name, with its slash. */
  folder: string
  /** Behind the last full stop of the name: files of one language have one in common. */
  extension: string
  /** Half-open range of tokens. */
  first: number
  end: number
  /** Columns of one level of indentation. */
  unit: number
  /** False once a newer version was taken in. */
  isAlive: boolean
}

/** `unit`: see `KeptFile`; its tokens are `[first, end)`. */
export function keptFile(
  name: string,
  { first, end, unit }: Pick<KeptFile, 'first' | 'end' | 'unit'>,
): KeptFile {
  const [folder, extension] = [folderOf(name), extensionOf(name)]
  return { name, folder, extension, first, end, unit, isAlive: true }
}

/** Files and the tokens that their ranges are of. */
export interface Store {
  files: readonly KeptFile[]
  tokens: TokenList
}

export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}

export function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** One-based line of a place. */
export function lineOf({ ids }: Tokens, file: KeptFile, place: number): number {
  let line = 0
  for (let at = file.first; at <= place; at++) if (isBreak(ids[at] ?? BOUNDARY)) line++
  return line
}
