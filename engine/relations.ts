// How the files of a store stand to the one that questions are about. A byte for each: hundreds of places ask for it.
import { extensionOf, folderOf, type KeptFile } from './kept-file.ts'

/** The file that questions are about: the same object as long as it is the same file. */
export interface Asker {
  /** What the workspace holds under it is older and does not count. */
  name: string
  folder: string
  extension: string
}

export const askerOf = (name: string): Asker => ({
  name,
  folder: folderOf(name),
  extension: extensionOf(name),
})

/** Bits; 0: not looked up yet. */
const KNOWN = 1
const COUNTS = 2
const SAME_FOLDER = 4
const SAME_LANGUAGE = 8

const FOLDER_WEIGHT = 1.5

/** What a place of the file counts; 0: it does not. */
export function weightOf(relation: number): number {
  if ((relation & COUNTS) === 0) return 0
  return isSameFolder(relation) ? FOLDER_WEIGHT : 1
}

export const isSameFolder = (relation: number): boolean => (relation & SAME_FOLDER) !== 0
export const isSameLanguage = (relation: number): boolean => (relation & SAME_LANGUAGE) !== 0

export class Relations {
  #codes = new Uint8Array(0)
  #files: readonly KeptFile[] = []
  #asker: Asker | undefined
  #version = -1

  /** `version`: another one once a file came, went or moved. */
  begin(files: readonly KeptFile[], asker: Asker, version: number): void {
    if (this.#asker === asker && this.#version === version) return
    this.#files = files
    this.#asker = asker
    this.#version = version
    if (this.#codes.length < files.length) this.#codes = new Uint8Array(files.length * 2)
    else this.#codes.fill(0)
  }

  /** Of the file with this number. */
  of(file: number): number {
    return this.#codes[file] || this.#relate(file)
  }

  #relate(number: number): number {
    const file = this.#files[number]
    const asker = this.#asker
    if (!file || !asker) return KNOWN
    let relation = KNOWN
    if (file.isAlive && file.name !== asker.name) relation |= COUNTS
    if (file.folder === asker.folder) relation |= SAME_FOLDER
    if (file.extension === asker.extension) relation |= SAME_LANGUAGE
    this.#codes[number] = relation
    return relation
  }
}
