// Measures the workspace that the engine stands in: lines of its own files are hidden, asked for, and compared.
import { oddsOf } from './confidence.ts'
import type { Engine } from './engine.ts'
import { isComment } from './gate.ts'
import { hasLetterOrDigit } from './hole.ts'
import { fittedLogistic } from './logistic.ts'
import { type Asked, offerTrials, requestFor, type Trial } from './self-calibration.ts'
import { PROBED_WEIGHTS } from './weights.ts'

/** A file of the workspace as it is. */
export interface ProbedFile {
  name: string
  text: string
}

/** Lines asked for. With 200 of them, chance moved what is told by some points more. */
export const MOST_PROBES = 400
/** No single file decides. */
export const PROBES_PER_FILE = 4
/** Longer files cost a question more than anybody should wait for. */
export const MAX_PROBED_CHARS = 50_000
/** How strongly shift and slope are held at none. */
const PULLS = [5, 20]
/** Log odds in the middle of what is offered. */
const MIDDLE_ODDS = 1

/** What the log odds of an offer are more in this workspace than in those of the fit. */
export interface Found {
  shift: number
  /** On top of it, for each log odds that it was chosen by above the middle. */
  slope: number
}

export const NOTHING_FOUND: Found = { shift: 0, slope: 0 }

export function foundOdds({ shift, slope }: Found, [odds = 0]: readonly number[]): number {
  return shift + slope * (odds - MIDDLE_ODDS)
}

/** `base`: what such lines are like in the workspaces of the fit. */
export function foundBy(trials: readonly Trial[], base: readonly number[] = PROBED_WEIGHTS): Found {
  const rows = trials.map(({ features, isRight }) => ({
    features: [1, (features[0] ?? 0) - MIDDLE_ODDS],
    isRight,
    known: oddsOf(features, base),
  }))
  const [shift = 0, slope = 0] = fittedLogistic(rows, PULLS)
  return { shift, slope }
}

/** A file of comments is given up. */
const MOST_DRAWS = 6
const MIN_LINE_CHARS = 4
const MAX_LINE_CHARS = 200

export class Probes {
  readonly #engine: Engine
  readonly #random: () => number
  readonly #trials: Trial[] = []
  /** Lines asked for so far. */
  count = 0

  /** `random` draws from 0…1. */
  constructor(engine: Engine, random: () => number) {
    this.#engine = engine
    this.#random = random
  }

  /**
   * Asks for one line of a file, which the engine does not see elsewhere: what the workspace holds under its name does
   * not count. Every second line with nothing below it, as where people write; every second pair from within the line.
   * What is late by then says nothing: it was not asked to the end.
   */
  ask({ name, text }: ProbedFile, isPastDeadline: () => boolean = () => false): void {
    this.count += 1
    const line = this.#lineOf(text)
    if (!line) return
    const isWithin = this.count % 4 < 2
    const asked = requestFor({ name, text, ...line }, isWithin ? this.#random() : 0)
    const suffix = this.count % 2 === 0 ? asked.suffix : ''
    const trials = probeTrials(this.#engine, { ...asked, suffix, isPastDeadline })
    if (!isPastDeadline()) this.#trials.push(...trials)
  }

  get found(): Found {
    return foundBy(this.#trials)
  }

  /** What was offered, and whether it was right: the material of a fit. */
  get trials(): readonly Trial[] {
    return this.#trials
  }

  /** Half-open offsets of a drawn line without its indentation; undefined: nothing worth asking for. */
  #lineOf(text: string): { start: number; end: number } | undefined {
    const lines = [...text.matchAll(/[^\r\n]+/g)]
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const drawn = lines[Math.floor(this.#random() * lines.length)]
      const line = drawn?.[0].trim() ?? ''
      if (!drawn || !isWorthAsking(line)) continue
      const start = drawn.index + drawn[0].indexOf(line)
      return { start, end: start + line.length }
    }
    return undefined
  }
}

/** Comments are not offered. */
function isWorthAsking(line: string): boolean {
  const isUsual = line.length >= MIN_LINE_CHARS && line.length <= MAX_LINE_CHARS
  return isUsual && hasLetterOrDigit(line) && !isComment(line)
}

function probeTrials(engine: Engine, asked: Asked): Trial[] {
  return offerTrials(engine, { ...asked, isProbe: true }).map(({ features, isRight }) => ({
    features: features.slice(0, PROBED_WEIGHTS.length),
    isRight,
  }))
}
