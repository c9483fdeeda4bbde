// What is counted of an arm, for each model and language that it served.
import { Clusters } from './clusters.ts'

export interface Counts {
  /** With a suggestion, or with nothing to suggest. */
  answers: number
  empty: number
  shown: number
  accepted: number
  partlyAccepted: number
  rejected: number
  ignored: number
  /** Accepted, and still there half a minute and five minutes later. */
  keptHalfMinute: number
  keptFiveMinutes: number
  acceptedChars: number
}

export interface Cell extends Counts {
  readonly model: string
  readonly language: string
}

/** A file has so many languages, a chain so many models: more is a mistake, and counted together. */
const MAX_CELLS = 1_000
const OTHER = 'other'

export class ArmTally {
  readonly rule: string
  readonly arm: string
  readonly people = new Clusters()
  requests = 0
  failures = 0
  /** Answered by a model that stepped in. */
  fallbacks = 0
  readonly #cells = new Map<string, Cell>()

  constructor(rule: string, arm: string) {
    this.rule = rule
    this.arm = arm
  }

  get cells(): readonly Cell[] {
    return [...this.#cells.values()]
  }

  cell(model: string, language: string): Cell {
    const key = `${model}\n${language}`
    const known = this.#cells.get(key)
    if (known) return known
    if (this.#cells.size >= MAX_CELLS && model !== OTHER) return this.cell(OTHER, OTHER)
    const fresh = { model, language, ...noCounts() }
    this.#cells.set(key, fresh)
    return fresh
  }

  /** Of all models and languages together. */
  total(): Counts {
    const total = noCounts()
    for (const cell of this.#cells.values()) {
      total.answers += cell.answers
      total.empty += cell.empty
      total.shown += cell.shown
      total.accepted += cell.accepted
      total.partlyAccepted += cell.partlyAccepted
      total.rejected += cell.rejected
      total.ignored += cell.ignored
      total.keptHalfMinute += cell.keptHalfMinute
      total.keptFiveMinutes += cell.keptFiveMinutes
      total.acceptedChars += cell.acceptedChars
    }
    return total
  }
}

const noCounts = (): Counts => ({
  answers: 0,
  empty: 0,
  shown: 0,
  accepted: 0,
  partlyAccepted: 0,
  rejected: 0,
  ignored: 0,
  keptHalfMinute: 0,
  keptFiveMinutes: 0,
  acceptedChars: 0,
})
