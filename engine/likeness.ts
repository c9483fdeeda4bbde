// How much a place is like the cursor: what stands around it, where its line leads, and how near it is.
import type { Vote } from './ballot.ts'
import type { Context } from './context.ts'
import { isSameFolder, isSameLanguage } from './relations.ts'
import { createSurroundings, LINES_ABOVE, surround, surroundContext } from './surroundings.ts'
import { BOUNDARY, isBreak, type Vocabulary } from './vocabulary.ts'

/** Tokens before a place that are compared, wherever they stand among each other. */
const WINDOW_TOKENS = 16
/** Tokens behind a place within which its line must end. */
const LINE_TOKENS = 24
/** Agreement says no more beyond this. */
const LONGEST_MATCH = 8

/** Numbers that describe a place, in the order in which they are written. */
export const PLACE_FEATURES = [
  'match',
  'same words',
  'same places',
  'same end',
  'other end',
  'same following',
  'same second following',
  'in file',
  'distance',
  'behind the cursor',
  'same folder',
  'same language',
  'changed',
  'first line above',
  'second line above',
] as const
const ENDS = 3
const STANDING = 7
const LINES = 13

/** What each of them adds to the logarithm of a place's weight. */
export interface LikenessWeights {
  lineStart: readonly number[]
  /** The last ones, of lines, are not looked at: what stands in the line already says more. */
  inLine: readonly number[]
}

export class Likeness {
  weights: LikenessWeights
  /** Told of each place that is weighed: its token, its numbers, which change with the next, and what it stands for. */
  onPlace: ((id: number, features: Float64Array, times: number) => void) | undefined
  /** Those of where it stands are written before those of the tokens around it. */
  readonly #features = new Float64Array(PLACE_FEATURES.length)
  /** Places that it stands for, because they were not all looked at. */
  #times = 1
  #context: Context = new Int32Array(0)
  #following: Int32Array = new Int32Array(0)
  readonly #above = createSurroundings()
  readonly #there = createSurroundings()
  #isLineStart = false
  /** By token: whether it is one of the context's words. A byte each: it is asked for with every token of every place. */
  #isWord = new Uint8Array(0)
  readonly #words = new Int32Array(WINDOW_TOKENS)
  #wordCount = 0

  constructor(weights: LikenessWeights) {
    this.weights = weights
  }

  begin(context: Context, following: Int32Array, vocabulary: Vocabulary): void {
    this.#context = context
    this.#following = following
    this.#isLineStart = isBreak(context[0] ?? BOUNDARY)
    if (this.#isLineStart) surroundContext(context, this.#above)
    this.#features.fill(0)
    this.#markWords(context, vocabulary)
  }

  #markWords(context: Context, vocabulary: Vocabulary): void {
    for (let i = 0; i < this.#wordCount; i++) this.#isWord[this.#words[i] ?? BOUNDARY] = 0
    this.#wordCount = 0
    if (this.#isWord.length < vocabulary.count) this.#isWord = new Uint8Array(vocabulary.count * 2)
    for (let i = 0; i < WINDOW_TOKENS; i++) {
      const id = context[i] ?? BOUNDARY
      if (id === BOUNDARY || isBreak(id) || vocabulary.lengthOf(id) <= 2) continue
      this.#isWord[id] = 1
      this.#words[this.#wordCount++] = id
    }
  }

  /** The places that are weighed next are in the current file; `distance`: tokens to the cursor. */
  standInFile(distance: number, isBehind: boolean): void {
    this.#times = 1
    const features = this.#features
    features[STANDING] = 1
    features[STANDING + 1] = Math.log2(1 + distance) / 4
    features[STANDING + 2] = Number(isBehind)
    features[STANDING + 3] = 1
    features[STANDING + 4] = 1
    features[STANDING + 5] = 0
  }

  /** They are in a file of this relation, and stand for `times` places each. */
  standElsewhere(relation: number, times: number, isChanged: boolean): void {
    this.#times = times
    const features = this.#features
    features[STANDING] = 0
    features[STANDING + 1] = 0
    features[STANDING + 2] = 0
    features[STANDING + 3] = Number(isSameFolder(relation))
    features[STANDING + 4] = Number(isSameLanguage(relation))
    features[STANDING + 5] = Number(isChanged)
  }

  /** Fills in how much a place of these tokens is like the cursor. */
  weigh(ids: Int32Array, vote: Vote): void {
    const { place } = vote
    const features = this.#features
    this.#describeBefore(ids, place, vote.match)
    this.#describeBehind(ids, place)
    if (this.#isLineStart) this.#describeLines(ids, place)
    this.onPlace?.(ids[place] ?? BOUNDARY, features, this.#times)
    const weights = this.#isLineStart ? this.weights.lineStart : this.weights.inLine
    let score = 0
    for (let i = 0; i < weights.length; i++) score += (weights[i] ?? 0) * (features[i] ?? 0)
    vote.alike = this.#times * Math.exp(score)
  }

  #describeBefore(ids: Int32Array, place: number, match: number): void {
    const isWord = this.#isWord
    const context = this.#context
    let words = 0
    let places = 0
    for (let i = 0; i < WINDOW_TOKENS; i++) {
      const id = ids[place - 1 - i] ?? BOUNDARY
      if (id === BOUNDARY) break
      words += isWord[id] ?? 0
      if (i >= match && id === context[i]) places++
    }
    this.#features[0] = Math.min(match, LONGEST_MATCH)
    this.#features[1] = words
    this.#features[2] = places
  }

  /** Does its line lead to what stands below the cursor? */
  #describeBehind(ids: Int32Array, place: number): void {
    const features = this.#features
    features[ENDS] = 0
    features[ENDS + 1] = 0
    features[ENDS + 2] = 0
    features[ENDS + 3] = 0
    const [end, next, second] = this.#following
    if (end === undefined) return
    for (let at = place; at < place + LINE_TOKENS; at++) {
      const id = ids[at] ?? BOUNDARY
      if (id === BOUNDARY) return
      if (!isBreak(id)) continue
      features[id === end ? ENDS : ENDS + 1] = 1
      if (id !== end || ids[at + 1] !== next) return
      features[ENDS + 2] = 1
      if (ids[at + 2] === second) features[ENDS + 3] = 1
      return
    }
  }

  #describeLines(ids: Int32Array, place: number): void {
    surround(ids, place, this.#there)
    for (let i = 0; i < LINES_ABOVE; i++) {
      const id = this.#above[i] ?? BOUNDARY
      this.#features[LINES + i] = Number(id !== BOUNDARY && id === this.#there[i])
    }
  }
}
