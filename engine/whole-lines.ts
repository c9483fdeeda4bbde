// Whole lines: what stands behind the places that are like the line's start, as far as the line goes like them.
import { asWhere, Ballot, IN_FILE, type Where } from './ballot.ts'
import type { Constraint } from './constraint.ts'
import { CONTEXT_TOKENS, type Context } from './context.ts'
import type { CurrentFile } from './current-file.ts'
import { recall } from './recall.ts'
import type { Asker } from './relations.ts'
import { listOf, type Sources } from './sources.ts'
import { BOUNDARY, isBreak } from './vocabulary.ts'

/** Places that are kept of a line's start: more than are looked at for most. */
const MAX_PLACES = 1_024
/** Tokens by which lines are told apart. */
const LINE_TOKENS = 32
/** FNV's prime. */
const HASH_FACTOR = 0x01000193

/** Numbers that describe a candidate, in the order in which they are written. */
export const LINE_FEATURES = ['line share', 'log line share', 'best line'] as const
const SIZE = LINE_FEATURES.length
/** Below this a share says nothing. */
const FLOOR = 1e-3

/** The line in progress. */
export interface LineSoFar {
  context: Context
  /** Tokens of it that are there; -1: it is too long. */
  written: number
}

/** What the places were found for. */
interface Asked {
  file: CurrentFile
  asker: Asker
  version: number
  isFurther: boolean
}

/**
 * The likeness of a place is known best where its line begins: of what stands in the line, each step sees the last
 * tokens only. Made once per engine, filled once per line.
 */
export class WholeLines {
  readonly #ballot = new Ballot()
  readonly #where = new Uint8Array(MAX_PLACES)
  readonly #places = new Int32Array(MAX_PLACES)
  readonly #weights = new Float64Array(MAX_PLACES)
  /** By place: the weight of all places whose lines are the same. */
  readonly #lineWeights = new Float64Array(MAX_PLACES)
  readonly #hashes = new Int32Array(MAX_PLACES)
  readonly #byLine = new Map<number, number>()
  #count = 0
  #total = 0
  #asked: Asked | undefined
  /** The tokens before the line, last one first. */
  readonly #start: Context = new Int32Array(CONTEXT_TOKENS)

  /** Fills the ballot as `recall` does, and finds the places of the line's start where they are not known. */
  recall(ballot: Ballot, sources: Sources, line: LineSoFar, constraint: Constraint): void {
    const isFurther = constraint.isFurther === true
    const isKnown = line.written < 0 || this.#isFor(sources, line, isFurther)
    // Where nothing of the line is there or asked for, they are the places that vote.
    const isStart = line.written === 0 && constraint.typed === ''
    if (!isKnown && !isStart) {
      const { likeness } = sources
      const { onPlace } = likeness
      likeness.onPlace = undefined
      this.#find(this.#ballot, sources, line, isFurther)
      likeness.onPlace = onPlace
    }
    if (!isKnown && isStart) this.#find(ballot, sources, line, isFurther)
    else recall(ballot, sources, line.context, constraint)
  }

  /**
   * Writes the numbers of every candidate, `SIZE` for each; returns the logarithm of the share of places whose lines
   * go on as this one does, from 0 for none.
   */
  describe(ballot: Ballot, sources: Sources, line: LineSoFar, out: Float64Array): number {
    out.fill(0, 0, ballot.count * SIZE)
    if (line.written < 0) return 0
    const onPath = this.#addWeights(ballot, sources, line, out)
    const most = Math.max(onPath, Number.MIN_VALUE)
    for (let at = 0; at < ballot.count; at++) {
      const from = at * SIZE
      const weight = out[from] ?? 0
      out[from] = weight / most
      out[from + 1] = this.#logShare(weight)
      out[from + 2] = (out[from + 2] ?? 0) / most
    }
    return this.#logShare(onPath)
  }

  #logShare(weight: number): number {
    return Math.log(weight / this.#total + FLOOR) - Math.log(FLOOR)
  }

  /** Adds up by candidate, and its best line; returns the weight of all lines that go like this one. */
  #addWeights(
    ballot: Ballot,
    sources: Sources,
    { context, written }: LineSoFar,
    out: Float64Array,
  ): number {
    let onPath = 0
    for (let i = 0; i < this.#count; i++) {
      const { ids } = listOf(sources, this.#whereOf(i))
      const place = this.#places[i] ?? 0
      if (!goesLike(ids, place, context, written)) continue
      const weight = this.#weights[i] ?? 0
      onPath += weight
      const at = ballot.find(ids[place + written] ?? BOUNDARY)
      if (at < 0) continue
      out[at * SIZE] = (out[at * SIZE] ?? 0) + weight
      out[at * SIZE + 2] = Math.max(out[at * SIZE + 2] ?? 0, this.#lineWeights[i] ?? 0)
    }
    return onPath
  }

  #whereOf(i: number): Where {
    return asWhere(this.#where[i] ?? IN_FILE)
  }

  #isFor(
    { file, asker, workspace }: Sources,
    { context, written }: LineSoFar,
    isFurther: boolean,
  ): boolean {
    const asked = this.#asked
    if (asked?.file !== file || asked.asker !== asker || asked.isFurther !== isFurther) return false
    if (asked.version !== (workspace?.version ?? 0)) return false
    for (let i = written; i < CONTEXT_TOKENS; i++)
      if (context[i] !== this.#start[i - written]) return false
    return true
  }

  #find(
    ballot: Ballot,
    sources: Sources,
    { context, written }: LineSoFar,
    isFurther: boolean,
  ): void {
    const { file, asker, workspace } = sources
    this.#asked = { file, asker, version: workspace?.version ?? 0, isFurther }
    this.#start.fill(BOUNDARY)
    this.#start.set(context.subarray(written))
    this.#count = 0
    const { around } = file
    ballot.onVote = (place, where, alike) => {
      // The line in progress leads to itself.
      const isOwn = where === IN_FILE && around.isAbove(place) && place + written >= around.aboveEnd
      if (!isOwn) this.#keep(place, where, alike)
    }
    const anything = { typed: '', isSpaced: false }
    recall(ballot, sources, this.#start, isFurther ? { ...anything, isFurther } : anything)
    ballot.onVote = undefined
    this.#weighLines(sources)
  }

  #keep(place: number, where: Where, weight: number): void {
    if (this.#count === MAX_PLACES) return
    this.#places[this.#count] = place
    this.#where[this.#count] = where
    this.#weights[this.#count] = weight
    this.#count++
  }

  #weighLines(sources: Sources): void {
    const sums = this.#byLine
    const hashes = this.#hashes
    sums.clear()
    this.#total = Number.MIN_VALUE
    for (let i = 0; i < this.#count; i++) {
      const weight = this.#weights[i] ?? 0
      const hash = this.#hashOf(i, sources)
      hashes[i] = hash
      sums.set(hash, (sums.get(hash) ?? 0) + weight)
      this.#total += weight
    }
    for (let i = 0; i < this.#count; i++) this.#lineWeights[i] = sums.get(hashes[i] ?? 0) ?? 0
  }

  #hashOf(i: number, sources: Sources): number {
    const { ids } = listOf(sources, this.#whereOf(i))
    const place = this.#places[i] ?? 0
    let hash = 0
    for (let at = place; at < place + LINE_TOKENS; at++) {
      const id = ids[at] ?? BOUNDARY
      if (id === BOUNDARY || (at > place && isBreak(id))) break
      hash = Math.imul(hash ^ id, HASH_FACTOR)
    }
    return hash
  }
}

/** Does the line at a place begin like the line in progress? */
function goesLike(ids: Int32Array, place: number, context: Context, written: number): boolean {
  for (let i = 0; i < written; i++) if (ids[place + i] !== context[written - 1 - i]) return false
  return true
}
