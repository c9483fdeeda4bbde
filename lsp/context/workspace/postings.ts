// By word: the blocks that hold it, ascending.

const NONE: readonly number[] = []

export class Postings {
  readonly #lists: number[][] = []

  of(word: number): readonly number[] {
    return this.#lists[word] ?? NONE
  }

  /** Blocks are added in ascending order; one that is there already changes nothing. */
  add(word: number, block: number): void {
    const list = this.#lists[word]
    if (!list) this.#lists[word] = [block]
    else if (list[list.length - 1] !== block) list.push(block)
  }

  /** Takes out the blocks `from` ‥ `to`, half-open: they are neighbours in the list, however long it is. */
  remove(word: number, from: number, to: number): void {
    const list = this.#lists[word]
    if (!list) return
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
