// Why a file is worth more than its words say: it is imported, a neighbour, the test of this one, edited just now.
import { MAX_PRIOR } from './block-search.ts'
import type { IndexedFile } from './blocks.ts'
import { type NameParts, namePartsOf } from './name-parts.ts'
import type { Near } from './near.ts'

const SAME_FOLDER = 1.3
/** Imported by this file, or of the same name: `ledger.ts` and `ledger.test.ts`. */
const NAMED = 1.6
const OTHER_LANGUAGE = 0.8
const OPEN = 1.2
/** Changed together with this file in the commits so far. */
const CO_CHANGED = 1.4
/** Shorter names, such as `index`'s relatives `a` and `b`, are shared by chance. */
const MIN_SHARED_STEM = 4

export interface Circumstances {
  isOpen(path: string): boolean
  /** Paths of the files that the asked one imports. */
  imported: ReadonlySet<string>
  /** Paths of files that changed in the same commits as the asked one. */
  coChanged: ReadonlySet<string>
}

/** How much more a file is worth, by its absolute path; 0 for the file itself. */
export function priorsFor(
  path: string,
  near: Near,
  circumstances: Circumstances,
): (other: IndexedFile) => number {
  const self = namePartsOf(path)
  return (other) => {
    if (other.path === path) return 0
    const { folder, extension } = other.nameParts
    const prior =
      nearness(other, self, near, circumstances) *
      (folder === self.folder ? SAME_FOLDER : 1) *
      (extension === self.extension ? 1 : OTHER_LANGUAGE) *
      (circumstances.isOpen(other.path) ? OPEN : 1) *
      (circumstances.coChanged.has(other.path) ? CO_CHANGED : 1)
    return Math.min(prior, MAX_PRIOR)
  }
}

/** By what this file says of the other, and by their names. */
function nearness(
  { path, nameParts }: IndexedFile,
  self: NameParts,
  near: Near,
  { imported }: Circumstances,
): number {
  const { stem, subject } = nameParts
  const isNamesake = subject.length >= MIN_SHARED_STEM && subject === self.subject
  return isNamesake || imported.has(path) || near.imported.has(stem) ? NAMED : 1
}
