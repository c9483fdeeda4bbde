// The built worker, asked as the language server asks it: time of whole round trips.
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { placesIn } from '../../lsp/context/policy/places.ts'
import { DEFAULT_BUDGET_CHARS, shareBudget } from '../../lsp/context/workspace/budget.ts'
import type { FromWorker, ToWorker } from '../../lsp/context/workspace/messages.ts'
import type { Hole } from './holes.ts'
import { importsOfHoles } from './statements.ts'

const WORKER = fileURLToPath(new URL('../../dist/workspace-worker.js', import.meta.url))
/** Code that runs for the first time is slow, and no question of a day but the first meets it. */
const WARM_UP = 30

export interface Gathering {
  readMs: number
  askMs: number[]
}

export async function measureGathering(root: string, holes: readonly Hole[]): Promise<Gathering> {
  const importsOf = await importsOfHoles(holes)
  const worker = new Worker(WORKER)
  const say = (message: ToWorker): void => worker.postMessage(message)
  const next = (fits: (message: FromWorker) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const listen = (message: FromWorker): void => {
        if (!fits(message)) return
        worker.off('message', listen)
        resolve()
      }
      worker.on('message', listen)
    })
  const readMs = await timed(async () => {
    say({ kind: 'folders', places: placesIn([root]) })
    await next((message) => message.kind === 'progress' && message.isDone)
  })
  const ask = async (hole: Hole, id: number): Promise<number> =>
    timed(async () => {
      const { prefix, suffix } = hole
      const shares = shareBudget(DEFAULT_BUDGET_CHARS, prefix.length, suffix.length)
      const path = `${root}/${hole.path}`
      const imports = importsOf.get(hole)
      say({
        kind: 'ask',
        id,
        asked: { path, name: hole.path, prefix, suffix, heldTexts: [], imports, ...shares },
      })
      await next((message) => message.kind === 'answer' && message.id === id)
    })
  const askMs: number[] = []
  for (const [i, hole] of holes.entries()) {
    const ms = await ask(hole, i)
    if (i >= WARM_UP) askMs.push(ms)
  }
  await worker.terminate()
  return { readMs, askMs }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
