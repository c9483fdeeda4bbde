import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../../engine/index.ts'

/** Sorts what the engine knows; questions that come meanwhile are answered between two slices of it. */
export async function settleInSlices({ workspace }: Engine): Promise<void> {
  for (const _slice of workspace.settling()) await setImmediate()
}
