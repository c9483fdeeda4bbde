// Probes of the workspaces that are measured, as the language server takes them at idle.
import type { Engine } from '../../engine/index.ts'
import { MAX_PROBED_CHARS, MOST_PROBES, PROBES_PER_FILE, Probes } from '../../engine/probes.ts'
import { seededRandom } from '../support/random.ts'
import type { SourceFile } from './download.ts'

/** Part of the characters that must have changed before it is measured again. */
const CHANGED_SHARE = 0.1
const SEED = 40_417

/** One person's workspace as it grows; a repository that is looked at once has one of its own. */
export class Survey {
  #texts = new Map<string, string>()
  #probes: Probes | undefined

  /** What the engine on these files found; the same again until much of them has changed. */
  probesOf(engine: Engine, files: readonly SourceFile[]): Probes {
    if (this.#probes && this.#changedShare(files) <= CHANGED_SHARE) return this.#probes
    this.#texts = new Map(files.map(({ name, text }) => [name, text]))
    this.#probes = probed(engine, files)
    return this.#probes
  }

  #changedShare(files: readonly SourceFile[]): number {
    const charsOf = (all: readonly SourceFile[]): number =>
      all.reduce((sum, { text }) => sum + text.length, 0)
    const changed = files.filter(({ name, text }) => this.#texts.get(name) !== text)
    return charsOf(changed) / Math.max(1, charsOf(files))
  }
}

function probed(engine: Engine, files: readonly SourceFile[]): Probes {
  const random = seededRandom(SEED)
  const probes = new Probes(engine, random)
  const short = files.filter(({ text }) => text.length <= MAX_PROBED_CHARS)
  const most = Math.min(MOST_PROBES, short.length * PROBES_PER_FILE)
  while (probes.count < most) {
    const file = short[Math.floor(random() * short.length)]
    if (file) probes.ask(file)
  }
  return probes
}
