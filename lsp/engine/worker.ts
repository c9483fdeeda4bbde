// The thread that the engine lives in: building and asking never hold up the language server.
import { parentPort, workerData } from 'node:worker_threads'
import { Engine } from '../../engine/index.ts'
import { type Places, placesIn } from '../context/policy/places.ts'
import { Answering } from './answering.ts'
import { Calibrator } from './calibrator.ts'
import { Cancelled } from './cancelled.ts'
import type { AskEngine, EngineSettings, EngineStart, ToEngine } from './messages.ts'
import { forgetKeptBack, readAgain, readWorkspace } from './read-workspace.ts'
import { settleInSlices } from './slices.ts'

/** Linked files beyond this share of all are sorted in, once nobody asks for a while. */
const UNSETTLED_SHARE = 0.1
const QUIET_MS = 2_000
/** A branch that was checked out, and no files that somebody saved. */
const MANY_FILES = 200
/** Nobody who thinks that long types on in the next moment. */
const IDLE_MS = 20_000

const { cancelled, weightsFile }: EngineStart = workerData
const engine = new Engine()
const answering = new Answering({
  engine,
  cancelled: new Cancelled(cancelled),
  now: () => performance.now(),
  post: (answer) => parentPort?.postMessage(answer),
})
const calibrator = new Calibrator({
  engine,
  random: Math.random,
  async store(weights) {
    if (weightsFile) await (await ownWeights()).storeOwnWeights(weights, weightsFile)
  },
})
/** With the library of schemas, which only those load who have weights of their own. */
const ownWeights = () => import('./own-weights.ts')
/** Reading, sorting and fitting, one after the other. */
let work: Promise<unknown> = Promise.resolve()
let places = placesIn([])
let quiet: NodeJS.Timeout | undefined
let idle: NodeJS.Timeout | undefined

parentPort?.on('message', (message: ToEngine) => {
  if (message.kind === 'ask') ask(message)
  else if (message.kind === 'settings') take(message)
  else if (message.kind === 'changed') change(message)
  else if (message.kind === 'disk') follow(message.paths)
  else read(message.places)
})

function ask(message: AskEngine): void {
  answering.answer(message)
  const { name = '', prefix, suffix } = message.request
  calibrator.note(name, prefix + suffix)
  // One timer for all keys of a busy hour.
  idle = idle?.refresh() ?? setTimeout(calibrate, IDLE_MS)
}

function calibrate(): void {
  work = work.then(() => calibrator.run())
}

function take({ calibrates, maxFileChars, maxBytes }: EngineSettings): void {
  if (calibrates && !calibrator.isOn && weightsFile) {
    work = work.then(async () => (await ownWeights()).loadOwnWeights(engine, weightsFile))
  }
  calibrator.isOn = calibrates
  engine.workspace.limits = { maxFileChars, maxBytes }
}

function read(now: Places): void {
  places = now
  work = work.then(() => forgetKeptBack(engine, now))
  for (const root of now.roots) work = work.then(() => readWorkspace(engine, root, now))
}

function follow(paths: readonly string[]): void {
  const areMany = paths.length > MANY_FILES
  for (const path of paths) work = work.then(() => readAgain(engine, path, { places, areMany }))
  work = work.then(areMany ? () => settleInSlices(engine) : settleWhenQuiet)
}

function change({ name, text }: Extract<ToEngine, { kind: 'changed' }>): void {
  engine.workspace.take(name, text)
  settleWhenQuiet()
}

function settleWhenQuiet(): void {
  clearTimeout(quiet)
  quiet = setTimeout(() => {
    work = work.then(settleMuch)
  }, QUIET_MS)
}

async function settleMuch(): Promise<void> {
  if (engine.workspace.changedShare > UNSETTLED_SHARE) await settleInSlices(engine)
}
