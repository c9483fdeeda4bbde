// One person's engine, commit after commit: what it learns of its own confidence, and whether that helps.
import {
  calibrating,
  type Engine,
  type EngineRequest,
  type EngineSuggestion,
  type OwnWeights,
  type WrittenLine,
} from '../../engine/index.ts'
import { seededRandom } from '../support/random.ts'
import { baselinesOn } from './baselines.ts'
import type { Hole } from './holes.ts'

/** Lines of the last commits, as an editor would remember them. */
const LINES = 120
/** Commits between two fits. */
const EVERY = 3

export class Person {
  readonly baselines = baselinesOn([])
  #lines: WrittenLine[] = []
  #commits = 0
  #weights: OwnWeights | undefined
  readonly #random = seededRandom(17)

  /** What the engine says with this person's weights; its own are put back. */
  suggestion(engine: Engine, asked: EngineRequest): EngineSuggestion | undefined {
    const { confidenceWeights: confidence, statedWeights: stated } = engine
    if (this.#weights) engine.adopt(this.#weights)
    const suggestion = engine.suggest(asked)
    engine.adopt({ confidence, stated })
    return suggestion
  }

  /** Takes in what a commit wrote, once it was measured. */
  wrote(engine: Engine, holes: readonly Hole[]): void {
    this.#lines = [...this.#lines, ...holes.filter(isLine).map(lineOf)].slice(-LINES)
    this.#commits += 1
    if (this.#commits % EVERY !== 0 || this.#lines.length < LINES) return
    // From the weights so far: each fit goes on from the one before.
    const { confidenceWeights: confidence, statedWeights: stated } = engine
    if (this.#weights) engine.adopt(this.#weights)
    const fit = calibrating(engine, this.#lines, this.#random)
    let step = fit.next()
    while (!step.done) step = fit.next()
    this.#weights = step.value
    engine.adopt({ confidence, stated })
  }
}

const isLine = ({ kind }: Hole): boolean => kind === 'next-line'

const lineOf = ({ file, prefix, truth, suffix }: Hole): WrittenLine => ({
  name: file,
  text: prefix + truth + suffix,
  start: prefix.length,
  end: prefix.length + truth.length,
})
