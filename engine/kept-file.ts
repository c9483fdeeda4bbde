import type { TokenList } from './token-list.ts'
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
  /** False once a newer version was taken in: see `retire`. */
  isAlive: boolean
  /** How it stands to the file that questions are about: looked up once, asked for hundreds of times. */
  relation: Relation
}

/** The file that questions are about: the same object as long as it is the same file. */
export interface Asker {
  /** What the workspace holds under it is older and does not count. */
  name: string
  folder: string
  extension: string
}

export interface Relation {
  /** The file that it was looked up for. */
  asker: Asker | undefined
  /** What a place of the file counts; 0: it does not. */
  weight: number
  isSameFolder: boolean
  isSameLanguage: boolean
}

/** `unit`: see `KeptFile`; its tokens are `[first, end)`. */
export function keptFile(
  name: string,
  { first, end, unit }: Pick<KeptFile, 'first' | 'end' | 'unit'>,
): KeptFile {
  const relation = { asker: undefined, weight: 0, isSameFolder: false, isSameLanguage: false }
  const [folder, extension] = [folderOf(name), extensionOf(name)]
  return { name, folder, extension, first, end, unit, isAlive: true, relation }
}

/** Nothing of it counts any more. */
export function retire(file: KeptFile): void {
  file.isAlive = false
  file.relation.asker = undefined
}

/** Files and the tokens that their ranges are of. */
export interface Store {
  files: readonly KeptFile[]
  tokens: TokenList
}

export const askerOf = (name: string): Asker => ({
  name,
  folder: folderOf(name),
  extension: extensionOf(name),
})

export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}

export function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** One-based line of a place. */
export function lineOf(tokens: TokenList, file: KeptFile, place: number): number {
  let line = 0
  for (let at = file.first; at <= place; at++) if (isBreak(tokens.ids[at] ?? BOUNDARY)) line++
  return line
}
