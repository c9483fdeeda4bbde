// Measures the workspace while nobody asks: lines of its files are hidden and asked for, see engine/probes.ts.
import { setImmediate } from 'node:timers/promises'
import {
  type Engine,
  MAX_PROBED_CHARS,
  MOST_PROBES,
  PROBES_PER_FILE,
  Probes,
} from '../../engine/index.ts'
import { isSourceName } from '../context/workspace/source-rules.ts'
import type { TextReader } from './read-workspace.ts'

/** A question that comes meanwhile waits no longer than that, and for the reading of one file. */
const LONGEST_MS = 8
/** Lines asked for each time that a file is read. */
const LINES_AT_ONCE = 2

const isSourceFile = (name: string): boolean => isSourceName(name.slice(name.lastIndexOf('/') + 1))

export interface ProberParts {
  engine: Engine
  /** For the files as they may be read now. */
  reader(): TextReader
  /** Milliseconds of a clock that never goes back. */
  now(): number
  /** From 0 to 1. */
  random(): number
}

export class Prober {
  readonly #parts: ProberParts
  #probes: Probes | undefined
  #names: string[] = []
  #read: TextReader = async () => undefined
  #filesLeft = 0
  #isPaused = false

  constructor(parts: ProberParts) {
    this.#parts = parts
  }

  /** The workspace is another one now: what was measured holds until it is measured anew. */
  begin(): void {
    const { engine, random, reader } = this.#parts
    this.#read = reader()
    this.#names = [...engine.workspace.names].filter(isSourceFile)
    this.#probes = new Probes(engine, random)
    // Twice as many as it takes: some are too long, or gone.
    this.#filesLeft = PROBES_PER_FILE * Math.min(this.#names.length, MOST_PROBES)
  }

  /** Somebody asks: the run stops before its next line, and the next run goes on there. */
  pause(): void {
    this.#isPaused = true
  }

  /** Goes on until all is measured or somebody asks; questions are answered between two lines. */
  async run(): Promise<void> {
    const { engine } = this.#parts
    this.#isPaused = false
    const probes = this.#probes
    if (!probes) return
    const most = Math.min(MOST_PROBES, this.#names.length * PROBES_PER_FILE)
    while (probes.count < most && this.#filesLeft > 0) {
      await this.#askOfOneFile(probes)
      if (this.#isPaused) return
    }
    engine.found = probes.found
    this.#probes = undefined
  }

  async #askOfOneFile(probes: Probes): Promise<void> {
    const { random, now } = this.#parts
    this.#filesLeft -= 1
    const name = this.#names[Math.floor(random() * this.#names.length)] ?? ''
    const text = await this.#read(name, MAX_PROBED_CHARS)
    if (text === undefined) return
    for (let line = 0; line < LINES_AT_ONCE; line++) {
      await setImmediate()
      if (this.#isPaused) return
      const endsAt = now() + LONGEST_MS
      probes.ask({ name, text }, () => now() > endsAt)
    }
  }
}
