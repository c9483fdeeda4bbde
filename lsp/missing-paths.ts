/** A gateway is updated while editors stay open for weeks. */
const REMEMBERED_MS = 600_000

/** Gateways that lack a path; they are asked for it again after a while. */
export class MissingPaths {
  readonly #now: () => number
  /** By URL. */
  readonly #until = new Map<string, number>()

  /** `now`: milliseconds that never go back. */
  constructor(now = () => performance.now()) {
    this.#now = now
  }

  has(url: string): boolean {
    const until = this.#until.get(url)
    return until !== undefined && this.#now() < until
  }

  add(url: string): void {
    this.#until.set(url, this.#now() + REMEMBERED_MS)
  }
}
