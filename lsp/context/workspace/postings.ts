// By word: the blocks that hold it, ascending.

/**
 * Words that stand in more blocks tell places apart too little for what their lists cost: only how many there were
 * is remembered.
 */
export const MAX_BLOCKS = 3_000
const NONE: readonly number[] = []
/** Stands in the place of a list that is not kept. */
const COMMON = 'common'

export class Postings {
  readonly #lists: (number[] | typeof COMMON)[] = []

  /** Empty for a word that is too common. */
  of(word: number): readonly number[] {
    const list = this.#lists[word]
    return list === undefined || list === COMMON ? NONE : list
  }

  /** How many blocks hold a word; for a common one, at least so many. */
  countOf(word: number): number {
    const list = this.#lists[word]
    return list === COMMON ? MAX_BLOCKS : (list?.length ?? 0)
  }

  /** Blocks are added in ascending order; one that is there already changes nothing. */
  add(word: number, block: number): void {
    const list = this.#lists[word]
    if (list === COMMON) return
    if (!list) this.#lists[word] = [block]
    else if (list[list.length - 1] === block) return
    else if (list.length < MAX_BLOCKS) list.push(block)
    else this.#lists[word] = COMMON
  }

  /** Takes out the blocks `from` ‥ `to`, half-open: they are neighbours in the list, however long it is. */
  remove(word: number, from: number, to: number): void {
    const list = this.#lists[word]
    if (!list || list === COMMON) return
    const first = placeOf(from, list)
    list.splice(first, placeOf(to, list) - first)
  }
}

/** Where a number stands, or would stand, in an ascending list. */
function placeOf(number: number, list: readonly number[]): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}
