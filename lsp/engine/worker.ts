// The thread that the engine lives in: building and asking never hold up the language server.
import { parentPort } from 'node:worker_threads'
import { Engine } from '../../engine/index.ts'
import { cleaned } from './cleaned.ts'
import type { AskEngine, FromEngine, ToEngine } from './messages.ts'
import { readWorkspace } from './read-workspace.ts'

/** After this an answer takes what is sure by then. */
const ANSWER_MS = 10
/** The first answers run code that is not compiled yet: they get longer. */
const COLD_ANSWERS = 5
const COLD_ANSWER_MS = 250
/** Linked files beyond this share of all are sorted in, once nobody asks for a while. */
const UNSETTLED_SHARE = 0.1
const QUIET_MS = 2_000

const engine = new Engine()
let reading: Promise<unknown> = Promise.resolve()
let answers = 0
let quiet: NodeJS.Timeout | undefined

parentPort?.on('message', (message: ToEngine) => {
  if (message.kind === 'ask') answer(message)
  else if (message.kind === 'changed') change(message)
  else for (const path of message.paths) reading = reading.then(() => readWorkspace(engine, path))
})

function answer({ id, request, languageId }: AskEngine): void {
  answers += 1
  const endsAt = performance.now() + (answers > COLD_ANSWERS ? ANSWER_MS : COLD_ANSWER_MS)
  const isPastDeadline = (): boolean => performance.now() > endsAt
  const suggestion = cleaned(engine.suggest({ ...request, isPastDeadline }), request, languageId)
  parentPort?.postMessage({ id, suggestion } satisfies FromEngine)
}

function change({ name, text }: Extract<ToEngine, { kind: 'changed' }>): void {
  engine.workspace.take(name, text)
  clearTimeout(quiet)
  quiet = setTimeout(() => {
    if (engine.workspace.changedShare > UNSETTLED_SHARE) engine.workspace.settle()
  }, QUIET_MS)
}
