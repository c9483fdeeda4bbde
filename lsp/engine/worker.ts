// The thread that the engine lives in: building and asking never hold up the language server.
import { parentPort, workerData } from 'node:worker_threads'
import { Engine } from '../../engine/index.ts'
import { Answering } from './answering.ts'
import { Cancelled } from './cancelled.ts'
import type { ToEngine } from './messages.ts'
import { readAgain, readWorkspace } from './read-workspace.ts'
import { settleInSlices } from './settling.ts'

/** Linked files beyond this share of all are sorted in, once nobody asks for a while. */
const UNSETTLED_SHARE = 0.1
const QUIET_MS = 2_000

const engine = new Engine()
const answering = new Answering({
  engine,
  cancelled: new Cancelled(workerData instanceof SharedArrayBuffer ? workerData : undefined),
  now: () => performance.now(),
  post: (answer) => parentPort?.postMessage(answer),
})
/** Reading and sorting, one after the other. */
let work: Promise<unknown> = Promise.resolve()
let folders: readonly string[] = []
let quiet: NodeJS.Timeout | undefined

parentPort?.on('message', (message: ToEngine) => {
  if (message.kind === 'ask') answering.answer(message)
  else if (message.kind === 'changed') change(message)
  else if (message.kind === 'disk') follow(message.paths)
  else read(message.paths)
})

function read(paths: readonly string[]): void {
  folders = paths
  for (const path of paths) work = work.then(() => readWorkspace(engine, path))
}

function follow(paths: readonly string[]): void {
  for (const path of paths) work = work.then(() => readAgain(engine, path, folders))
  work = work.then(settleWhenQuiet)
}

function change({ name, text }: Extract<ToEngine, { kind: 'changed' }>): void {
  engine.workspace.take(name, text)
  settleWhenQuiet()
}

function settleWhenQuiet(): void {
  clearTimeout(quiet)
  quiet = setTimeout(() => {
    work = work.then(() =>
      engine.workspace.changedShare > UNSETTLED_SHARE ? settleInSlices(engine) : undefined,
    )
  }, QUIET_MS)
}
