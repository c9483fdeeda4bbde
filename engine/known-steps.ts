// What was foreseen a moment ago: while a word is typed, what may follow its candidates stays the same.
import type { CurrentFile } from './current-file.ts'
import type { MixingWeights } from './mixing.ts'
import type { NextToken } from './step.ts'

/** All that a step is made of beside the tokens written so far. */
export interface Ground {
  file: CurrentFile
  name: string
  /** Of the workspace. */
  version: number
  weights: MixingWeights
}

/** Made once per engine. */
export class KnownSteps {
  #ground: Ground | undefined
  /** By the tokens written behind the cursor, the first one included. */
  readonly #steps = new Map<string, readonly NextToken[]>()

  /** Forgets everything unless the ground is the same. */
  begin(now: Ground): void {
    if (!this.#ground || !isSame(this.#ground, now)) this.#steps.clear()
    this.#ground = now
  }

  get(path: string): readonly NextToken[] | undefined {
    return this.#steps.get(path)
  }

  set(path: string, next: readonly NextToken[]): void {
    this.#steps.set(path, next)
  }
}

const isSame = (one: Ground, other: Ground): boolean =>
  one.file === other.file &&
  one.name === other.name &&
  one.version === other.version &&
  one.weights === other.weights
