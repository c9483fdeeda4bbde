// Renamed patterns: a place of the same shape, whose names became others, says what comes next after the same change.

import type { Around } from './around.ts'
import { type Ballot, MAX_CANDIDATES } from './ballot.ts'
import { type Constraint, isAllowed } from './constraint.ts'
import { agreement, CONTEXT_TOKENS, type Context } from './context.ts'
import { headOf } from './links.ts'
import { changedParts, withChanges } from './name-parts.ts'
import { shapeOf } from './shapes.ts'
import { BOUNDARY, type Vocabulary } from './vocabulary.ts'

/** Places looked at, nearest first. */
const VISITS = 24
const NEARNESS_HALF_TOKENS = 250

/** Pairs of names, and names changed by them, that are kept: as many as some keys ask for. */
const MAX_CHANGES = 16_384

/** None of a name's parts changes. */
const UNTOUCHED = -1

/** How one name became another. */
interface Change {
  parts: ReadonlyMap<string, string> | undefined
  /** By token: what it becomes by that. */
  renamed: Map<number, number>
}

/** The same pairs come again with every step, and to take names apart takes long. */
class KnownChanges {
  readonly #changes = new Map<number, Map<number, Change>>()
  #count = 0

  /** What a token becomes by the change that made one token another. */
  rename(vocabulary: Vocabulary, id: number, from: number, to: number): number {
    if (this.#count >= MAX_CHANGES) {
      this.#changes.clear()
      this.#count = 0
    }
    const { parts, renamed } = this.#changes.get(from)?.get(to) ?? this.#add(vocabulary, from, to)
    if (!parts) return UNTOUCHED
    const known = renamed.get(id)
    if (known !== undefined) return known
    const name = withChanges(vocabulary.wordOf(id), parts)
    const now = name ? vocabulary.add(name, 0, name.length) : UNTOUCHED
    renamed.set(id, now)
    this.#count++
    return now
  }

  #add(vocabulary: Vocabulary, from: number, to: number): Change {
    const parts = changedParts(vocabulary.wordOf(from), vocabulary.wordOf(to))
    const change = { parts, renamed: new Map<number, number>() }
    const others = this.#changes.get(from)
    if (others) others.set(to, change)
    else this.#changes.set(from, new Map([[to, change]]))
    this.#count++
    return change
  }
}

interface Scene {
  ballot: Ballot
  around: Around
  vocabulary: Vocabulary
  context: Context
  constraint: Constraint
}

/** Votes of renamed patterns by candidate; made once. */
export class Renamed {
  /** Share of the weight of all patterns; 0…1. */
  readonly shares = new Float64Array(MAX_CANDIDATES)
  /** Longest agreement in shape, in tokens. */
  readonly matches = new Float64Array(MAX_CANDIDATES)
  readonly #changes = new KnownChanges()
  readonly #window = new Window()
  readonly #shape: Context = new Int32Array(CONTEXT_TOKENS)

  /** Adds to the ballot what patterns of the file bring, and fills `shares` and `matches`. */
  recall(scene: Scene): void {
    const { ballot, around, vocabulary, context } = scene
    this.shares.fill(0)
    this.matches.fill(0)
    for (let i = 0; i < CONTEXT_TOKENS; i++) this.#shape[i] = shapeOf(context[i] ?? 0, vocabulary)
    let total = 0
    const { order, heads, others } = around.shapeChain
    let visited = 0
    for (const side of heads) {
      let found = headOf(side, order, this.#shape)
      for (; found > 0 && visited < VISITS; visited++) {
        const match = agreement(around.shapes, found - 1, this.#shape)
        if (match >= order) total += this.#vote(scene, found, match)
        found = others[found - 1] ?? 0
      }
    }
    if (total === 0) return
    for (let at = 0; at < ballot.count; at++) this.shares[at] = (this.shares[at] ?? 0) / total
  }

  /** `place` is the one behind the pattern; returns the weight of its vote. */
  #vote(
    { ballot, around, vocabulary, context, constraint }: Scene,
    place: number,
    match: number,
  ): number {
    const { ids, gaps } = around
    const window = this.#window
    window.read(ids, place - 1, context, match)
    const id = this.#renamedId(vocabulary, ids[place] ?? BOUNDARY)
    if (!isAllowed(vocabulary, constraint, id, gaps[place] ?? 0)) return 0
    const at = ballot.propose(id, place)
    if (at < 0) return 0
    const nearness = NEARNESS_HALF_TOKENS / (NEARNESS_HALF_TOKENS + around.distanceOf(place - 1))
    const weight = (nearness * match * (0.3 + window.same / match)) / (1 + 4 * window.conflicts)
    this.shares[at] = (this.shares[at] ?? 0) + weight
    this.matches[at] = Math.max(this.matches[at] ?? 0, match)
    return weight
  }

  #renamedId(vocabulary: Vocabulary, id: number): number {
    const { from, to, count } = this.#window
    if (id === BOUNDARY) return BOUNDARY
    const whole = this.#window.find(id)
    if (whole >= 0) return to[whole] ?? BOUNDARY
    if (vocabulary.lengthOf(id) === 0) return id
    for (let at = 0; at < count; at++) {
      if (from[at] === to[at]) continue
      const renamed = this.#changes.rename(vocabulary, id, from[at] ?? 0, to[at] ?? 0)
      if (renamed !== UNTOUCHED) return renamed
    }
    return id
  }
}

/** How the window before a place became the context; made once, read for each place. */
class Window {
  /** Tokens of the pattern, each once, and what stands there now. */
  readonly from = new Int32Array(CONTEXT_TOKENS)
  readonly to = new Int32Array(CONTEXT_TOKENS)
  count = 0
  /** Tokens that are the same in both. */
  same = 0
  /** Names that became two different ones. */
  conflicts = 0

  read(ids: Int32Array, place: number, context: Context, match: number): void {
    this.count = 0
    this.same = 0
    this.conflicts = 0
    for (let i = 0; i < match; i++) {
      const from = ids[place - i] ?? BOUNDARY
      const to = context[i] ?? BOUNDARY
      if (from === to) this.same++
      const at = this.find(from)
      if (at >= 0 && this.to[at] !== to) this.conflicts++
      // The nearest tells most.
      if (at >= 0) continue
      this.from[this.count] = from
      this.to[this.count] = to
      this.count++
    }
  }

  /** -1: the pattern does not hold it. */
  find(id: number): number {
    for (let at = 0; at < this.count; at++) if (this.from[at] === id) return at
    return -1
  }
}
