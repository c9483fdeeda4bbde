import type { Case } from './case.ts'
import { Stage } from './stage.ts'

/** Cases that are played at the same time: one that waits for a deadline keeps no other waiting. */
const AT_ONCE = 8

/** Calls back once for each case, with the function that plays it, and cleans up behind all of them. */
export async function playAll(
  cases: readonly Case[],
  each: (one: Case, play: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const stage = new Stage()
  const waiting = [...cases]
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const next = one
      await each(next, () => stage.play(next))
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await stage.close()
  }
}
