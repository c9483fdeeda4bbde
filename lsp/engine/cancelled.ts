/** More questions than ever wait at the same time; one that shares its slot with a newer one is answered in vain. */
const SLOTS = 64

/** Questions whose answer nobody waits for any more: told to another thread while that thread is at work. */
export class Cancelled {
  readonly shared: SharedArrayBuffer
  readonly #ids: Int32Array

  /** `shared`: that of the other thread. */
  constructor(shared = new SharedArrayBuffer(SLOTS * 4)) {
    this.shared = shared
    this.#ids = new Int32Array(shared)
  }

  /** Ids count from 1. */
  add(id: number): void {
    Atomics.store(this.#ids, id % SLOTS, id)
  }

  has(id: number): boolean {
    return Atomics.load(this.#ids, id % SLOTS) === id
  }
}
