/** Keeps the `count` highest of many: a heap whose root is the lowest kept. */
export class Highest {
  readonly #count: number
  readonly #heap: { item: number; score: number }[] = []

  constructor(count: number) {
    this.#count = count
  }

  /** What an item must exceed to be kept. */
  get floor(): number {
    return this.#heap.length < this.#count ? 0 : (this.#heap[0]?.score ?? 0)
  }

  offer(item: number, score: number): void {
    if (score <= 0) return
    const heap = this.#heap
    if (heap.length < this.#count) {
      heap.push({ item, score })
      if (heap.length === this.#count) heap.sort((a, b) => a.score - b.score)
      return
    }
    const lowest = heap[0]
    if (!lowest || score <= lowest.score) return
    heap[0] = { item, score }
    this.#sink()
  }

  sorted(): { item: number; score: number }[] {
    return this.#heap.sort((a, b) => b.score - a.score || a.item - b.item)
  }

  /** What is not there sinks no further. */
  #scoreAt(at: number): number {
    return this.#heap[at]?.score ?? Number.POSITIVE_INFINITY
  }

  #sink(): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let least = at
      if (this.#scoreAt(2 * at + 1) < this.#scoreAt(least)) least = 2 * at + 1
      if (this.#scoreAt(2 * at + 2) < this.#scoreAt(least)) least = 2 * at + 2
      const [here, there] = [heap[at], heap[least]]
      if (least === at || !here || !there) return
      heap[at] = there
      heap[least] = here
      at = least
    }
  }
}
