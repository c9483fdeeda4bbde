// The weights that were fitted to one person, between two starts of the editor: numbers and nothing else.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import Type from 'typebox'
import type { Engine, OwnWeights } from '../../engine/index.ts'
import { checker } from '../../protocol/index.ts'

const Weight = Type.Number({ minimum: -100, maximum: 100 })
const check = checker(
  Type.Object({
    confidence: Type.Array(Weight, { maxItems: 100 }),
    stated: Type.Array(Weight, { maxItems: 100 }),
  }),
)

/** Where they are kept, by the XDG base directories. */
export function ownWeightsFile(environment: Readonly<Record<string, string | undefined>>): string {
  const state = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return join(state, 'midfill', 'engine-weights.json')
}

/** Gives an engine the weights of a file; one that is missing, broken or of another version changes nothing. */
export async function loadOwnWeights(engine: Engine, path: string): Promise<void> {
  const { value } = check(await parsed(path))
  const isOurs =
    value?.confidence.length === engine.confidenceWeights.length &&
    value.stated.length === engine.statedWeights.length
  if (isOurs) engine.adopt(value)
}

/** A file that cannot be written is none: the weights hold until the editor ends. */
export async function storeOwnWeights(weights: OwnWeights, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    // Two windows may write at once.
    const fresh = `${path}.${process.pid}`
    await writeFile(fresh, `${JSON.stringify(weights)}\n`)
    await rename(fresh, path)
  } catch {
    // A home that is read-only is no reason to bother anybody.
  }
}

async function parsed(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined // There is none yet.
  }
}
