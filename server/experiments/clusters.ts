// Suggestions of one person are alike: a thousand of them say less than one each of a thousand people.
import { Recent } from './recent.ts'
import type { Counted } from './statistics.ts'

/** People remembered one by one; those before them stay in the sums as they were. */
const MAX_PEOPLE = 10_000

interface Person {
  shown: number
  accepted: number
}

/** Counts by person how many suggestions were shown and accepted. People are known by the hash of their name only. */
export class Clusters {
  readonly #people = new Recent<number, Person>(MAX_PEOPLE)
  #count = 0
  #shown = 0
  #accepted = 0
  // Sums of squares over people; from them the spread between people follows for any share.
  #aa = 0
  #an = 0
  #nn = 0

  get people(): number {
    return this.#count
  }

  add(person: number, { shown, accepted }: Person): void {
    const known = this.#people.get(person) ?? this.#newcomer(person)
    this.#square(known, -1)
    known.shown += shown
    known.accepted += accepted
    this.#square(known, 1)
    this.#shown += shown
    this.#accepted += accepted
  }

  /**
   * The share of shown suggestions that were accepted, and what it is worth: as many independent observations as have
   * the variance that the spread between people shows (ratio estimator over clusters, Cochran 1977, 6.13).
   */
  counted(): Counted {
    const total = this.#shown
    if (total === 0) return { share: 0, effective: 0 }
    const share = this.#accepted / total
    const binomial = total * share * (1 - share)
    // All or nothing was accepted, or only one person was there: each person counts once.
    if (binomial <= 0 || this.#count < 2) return { share, effective: Math.min(total, this.#count) }
    const spread = this.#aa - 2 * share * this.#an + share * share * this.#nn
    const between = (spread * this.#count) / (this.#count - 1)
    return { share, effective: total / Math.max(1, between / binomial) }
  }

  #newcomer(person: number): Person {
    const fresh = { shown: 0, accepted: 0 }
    this.#people.add(person, fresh)
    this.#count += 1
    return fresh
  }

  #square({ shown, accepted }: Person, sign: 1 | -1): void {
    this.#aa += sign * accepted * accepted
    this.#an += sign * accepted * shown
    this.#nn += sign * shown * shown
  }
}
