import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../../engine/index.ts'

/** Does a piece of work to its end; questions that come meanwhile are answered between two slices of it. */
export async function inSlices<Result>(work: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await setImmediate()
  }
}

/** Sorts what the engine knows. */
export async function settleInSlices({ workspace }: Engine): Promise<void> {
  await inSlices(workspace.settling())
}
