// Calls that wait for room, the most urgent first.
import type { Asker } from '../selection/route.ts'

const RANK: Readonly<Record<Asker['priority'], number>> = {
  completion: 0,
  generation: 1,
  chat: 1,
  shadow: 2,
}

export interface Queued {
  readonly priority: Asker['priority']
  /** On the clock. */
  readonly deadlineAt: number
}

/** A binary heap: by priority, then by deadline. */
export class UrgencyQueue<T extends Queued> {
  readonly #heap: T[] = []

  get size(): number {
    return this.#heap.length
  }

  /** How many would go before it. */
  before(one: Queued): number {
    let count = 0
    for (const other of this.#heap) if (!isBefore(one, other)) count += 1
    return count
  }

  push(one: T): void {
    this.#heap.push(one)
    this.#rise(this.#heap.length - 1)
  }

  pop(): T | undefined {
    const [first] = this.#heap
    const last = this.#heap.pop()
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink(0)
    }
    return first
  }

  remove(one: T): void {
    const at = this.#heap.indexOf(one)
    if (at < 0) return
    const last = this.#heap.pop()
    if (last === undefined || at === this.#heap.length) return
    this.#heap[at] = last
    this.#rise(at)
    this.#sink(at)
  }

  #rise(from: number): void {
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#swapIfBefore(at, above)) return
      at = above
    }
  }

  #sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      const [one, other] = [this.#heap[left], this.#heap[left + 1]]
      const next = one && other && isBefore(other, one) ? left + 1 : left
      if (!this.#swapIfBefore(next, at)) return
      at = next
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [one, other] = [this.#heap[lower], this.#heap[upper]]
    if (!one || !other || !isBefore(one, other)) return false
    this.#heap[lower] = other
    this.#heap[upper] = one
    return true
  }
}

function isBefore(one: Queued, other: Queued): boolean {
  const ranks = RANK[one.priority] - RANK[other.priority]
  return ranks === 0 ? one.deadlineAt < other.deadlineAt : ranks < 0
}
