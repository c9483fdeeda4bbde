// Fits the engine's confidence to what somebody wrote, once nobody asks for a while.
import { setImmediate } from 'node:timers/promises'
import { calibrating, type Engine, type OwnWeights } from '../../engine/index.ts'
import { RecentEdits } from './recent-edits.ts'

/** With fewer lines chance decides; more of them would take long. */
const FEWEST_LINES = 40
const MOST_LINES = 240

export interface CalibratorParts {
  engine: Engine
  store(weights: OwnWeights): Promise<void>
  /** From 0 to 1. */
  random(): number
}

export class Calibrator {
  readonly #parts: CalibratorParts
  readonly #edits = new RecentEdits()
  /** Lines that the last run knew. */
  #fittedLines = 0
  /** Off until the user says so. */
  isOn = false

  constructor(parts: CalibratorParts) {
    this.#parts = parts
  }

  note(name: string, text: string): void {
    if (this.isOn) this.#edits.note(name, text)
  }

  /** Does nothing until many more lines were written than at the last run. Questions come between two lines. */
  async run(): Promise<void> {
    const { engine, store, random } = this.#parts
    const lines = this.isOn ? this.#edits.lines(MOST_LINES) : []
    if (lines.length < this.#fittedLines + FEWEST_LINES) return
    this.#fittedLines = lines.length
    const fitting = calibrating(engine, lines, random)
    for (let step = fitting.next(); ; step = fitting.next()) {
      if (step.done) {
        engine.adopt(step.value)
        return store(step.value)
      }
      await setImmediate()
    }
  }
}
