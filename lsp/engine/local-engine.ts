// The embedded engine beside the language server: it knows the workspace, the gateway only the request.
import { Worker } from 'node:worker_threads'
import type { EngineSuggestion } from '../../engine/index.ts'
import type { Places } from '../context/policy/places.ts'
import type { Question } from '../gateway-wire.ts'
import type { Settings } from '../settings.ts'
import { Cancelled } from './cancelled.ts'
import type { EngineSettings, EngineStart, FromEngine, ToEngine } from './messages.ts'

/** The bundle of worker.ts, which scripts/build.ts lays beside this code. */
export const ENGINE_WORKER = new URL('./engine-worker.js', import.meta.url)

type EngineQuestion = Pick<Question, 'fileName' | 'languageId' | 'prefix' | 'suffix'> & {
  /** The document is longer: what the disk says of it is more than this. */
  isPart?: boolean
}
interface Waiting {
  fileName: string
  resolve(suggestion: EngineSuggestion | undefined): void
}

export interface LocalEngineOptions {
  /** The bundled worker.ts. */
  entry: URL
  log(problem: string): void
  /** Undefined: nothing is kept between two starts. */
  weightsFile?: string | undefined
  /** Whether what a file of the workspace says may be shown in another one; by its name in its folder. */
  mayUse?(name: string): boolean
}

/** Its thread starts with the first folder or question, and ends with `close`. */
export class LocalEngine {
  readonly #options: LocalEngineOptions
  #settings: EngineSettings | undefined
  /** The places that were read last. */
  #read = ''
  #worker: Worker | undefined
  #isBroken = false
  readonly #waiting = new Map<number, Waiting>()
  readonly #cancelled = new Cancelled()
  #lastId = 0
  /** The document asked about last: once another one is, its text is told to the workspace. */
  #current: { name: string; text: string | undefined } | undefined

  constructor(options: LocalEngineOptions) {
    this.#options = options
  }

  /** Takes over what the user set; a thread that starts later begins with it. */
  configure({ calibrate, maxFileChars, maxMemoryMb }: Settings['engine']): void {
    this.#settings = { calibrates: calibrate, maxFileChars, maxBytes: maxMemoryMb * 1e6 }
    this.#worker?.postMessage({ kind: 'settings', ...this.#settings } satisfies ToEngine)
  }

  /** Begins to read places, and forgets what they keep back; those that are being read already are not read again. */
  read(places: Places): void {
    const key = JSON.stringify(places)
    if (places.roots.length === 0 || key === this.#read) return
    this.#read = key
    this.#send({ kind: 'places', places })
  }

  /** Reads files again, by absolute path with slashes. */
  changedOnDisk(paths: readonly string[]): void {
    if (this.#worker) this.#send({ kind: 'disk', paths })
  }

  /** Undefined: the engine is unsure, its thread broke, or a newer question about the file was asked meanwhile. */
  async ask({
    fileName,
    languageId,
    prefix,
    suffix,
    isPart = false,
  }: EngineQuestion): Promise<EngineSuggestion | undefined> {
    this.#noteCurrent(fileName, isPart ? undefined : prefix + suffix)
    this.cancel(fileName)
    this.#lastId += 1
    const id = this.#lastId
    const answered = new Promise<EngineSuggestion | undefined>((resolve) =>
      this.#waiting.set(id, { fileName, resolve }),
    )
    this.#send({ kind: 'ask', id, languageId, request: { name: fileName, prefix, suffix } })
    this.#worker?.ref()
    return answered
  }

  /**
   * What was asked about a file is not waited for any more, for somebody typed on or looked away: the thread stops with
   * it at its next token.
   */
  cancel(fileName: string): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.fileName !== fileName) continue
      this.#cancelled.add(id)
      this.#waiting.delete(id)
      waiting.resolve(undefined)
    }
    if (this.#waiting.size === 0) this.#worker?.unref()
  }

  async close(): Promise<void> {
    this.#isBroken = true
    this.#answerAll()
    await this.#worker?.terminate()
  }

  #noteCurrent(name: string, text: string | undefined): void {
    const last = this.#current
    if (last?.text !== undefined && last.name !== name)
      this.#send({ kind: 'changed', name: last.name, text: last.text })
    this.#current = { name, text }
  }

  #send(message: ToEngine): void {
    if (this.#isBroken) this.#answerAll()
    else this.#started().postMessage(message)
  }

  #started(): Worker {
    if (this.#worker) return this.#worker
    const start: EngineStart = {
      cancelled: this.#cancelled.shared,
      weightsFile: this.#options.weightsFile,
    }
    const worker = new Worker(this.#options.entry, { workerData: start })
    if (this.#settings) {
      worker.postMessage({ kind: 'settings', ...this.#settings } satisfies ToEngine)
    }
    worker.on('message', ({ id, suggestion }: FromEngine) => {
      this.#waiting.get(id)?.resolve(suggestion && this.#usable(suggestion))
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) worker.unref()
    })
    worker.on('error', (error) => {
      this.#isBroken = true
      this.#options.log(`the embedded engine stopped: ${error.name}`)
      this.#answerAll()
    })
    // An engine that nobody has asked does not keep a process alive that has nothing else to do.
    worker.unref()
    this.#worker = worker
    return worker
  }

  /** What the engine has read may have been kept back since. */
  #usable(suggestion: EngineSuggestion): EngineSuggestion | undefined {
    const { evidence } = suggestion
    const isKeptBack = 'name' in evidence && this.#options.mayUse?.(evidence.name) === false
    return isKeptBack ? undefined : suggestion
  }

  #answerAll(): void {
    for (const { resolve } of this.#waiting.values()) resolve(undefined)
    this.#waiting.clear()
  }
}
