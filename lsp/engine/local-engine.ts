// The embedded engine beside the language server: it knows the workspace, the gateway only the request.
import { Worker } from 'node:worker_threads'
import type { EngineSuggestion } from '../../engine/index.ts'
import type { Question } from '../gateway-wire.ts'
import type { FromEngine, ToEngine } from './messages.ts'

/** The bundle of worker.ts, which scripts/build.ts lays beside this code. */
export const ENGINE_WORKER = new URL('./engine-worker.js', import.meta.url)

type EngineQuestion = Pick<Question, 'fileName' | 'languageId' | 'prefix' | 'suffix'>
type Resolve = (suggestion: EngineSuggestion | undefined) => void

/** Its thread starts with the first folder or question, and ends with `close`. */
export class LocalEngine {
  readonly #entry: URL
  readonly #log: (problem: string) => void
  #worker: Worker | undefined
  #isBroken = false
  readonly #waiting = new Map<number, Resolve>()
  #lastId = 0
  /** The document asked about last: once another one is, its text is told to the workspace. */
  #current: { name: string; text: string } | undefined

  /** `entry` is the bundled worker.ts. */
  constructor(entry: URL, log: (problem: string) => void) {
    this.#entry = entry
    this.#log = log
  }

  /** Begins to read folders. */
  read(paths: readonly string[]): void {
    if (paths.length > 0) this.#send({ kind: 'folders', paths: [...paths] })
  }

  /** Undefined: the engine is unsure, or its thread broke. */
  async ask({
    fileName,
    languageId,
    prefix,
    suffix,
  }: EngineQuestion): Promise<EngineSuggestion | undefined> {
    this.#noteCurrent(fileName, prefix + suffix)
    this.#lastId += 1
    const id = this.#lastId
    const answered = new Promise<EngineSuggestion | undefined>((resolve) =>
      this.#waiting.set(id, resolve),
    )
    this.#send({ kind: 'ask', id, languageId, request: { name: fileName, prefix, suffix } })
    this.#worker?.ref()
    return answered
  }

  async close(): Promise<void> {
    this.#isBroken = true
    this.#answerAll()
    await this.#worker?.terminate()
  }

  #noteCurrent(name: string, text: string): void {
    const last = this.#current
    if (last && last.name !== name) this.#send({ kind: 'changed', ...last })
    this.#current = { name, text }
  }

  #send(message: ToEngine): void {
    if (this.#isBroken) this.#answerAll()
    else this.#started().postMessage(message)
  }

  #started(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(this.#entry)
    worker.on('message', ({ id, suggestion }: FromEngine) => {
      this.#waiting.get(id)?.(suggestion)
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) worker.unref()
    })
    worker.on('error', (error) => {
      this.#isBroken = true
      this.#log(`the embedded engine stopped: ${error.name}`)
      this.#answerAll()
    })
    // An engine that nobody has asked does not keep a process alive that has nothing else to do.
    worker.unref()
    this.#worker = worker
    return worker
  }

  #answerAll(): void {
    for (const resolve of this.#waiting.values()) resolve(undefined)
    this.#waiting.clear()
  }
}
