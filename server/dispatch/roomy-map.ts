/** So many entries are always there, and nobody sees them. */
const ROOM = 1_024

/**
 * A map for what comes and goes with each request. A small Map makes itself a new table every few changes, and one
 * that was promoted to old memory keeps all later ones, with the requests in them, until that is collected: measured,
 * nearly all that a request made outlived it, and collections took four times as long. A Map with room makes a table
 * once in a thousand requests.
 */
export class RoomyMap<V> {
  readonly #entries = new Map<string | number, V | undefined>()

  constructor() {
    for (let at = 0; at < ROOM; at += 1) this.#entries.set(at, undefined)
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: V): void {
    this.#entries.set(key, value)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }
}
