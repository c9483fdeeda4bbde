// The embedded engine beside the language server: it knows the workspace, the gateway only the request.
import { Worker } from 'node:worker_threads'
import type { EngineSuggestion } from '../../engine/index.ts'
import type { Question } from '../gateway-wire.ts'
import type { Settings } from '../settings.ts'
import { Cancelled } from './cancelled.ts'
import type { EngineSettings, EngineStart, FromEngine, ToEngine } from './messages.ts'

/** The bundle of worker.ts, which scripts/build.ts lays beside this code. */
export const ENGINE_WORKER = new URL('./engine-worker.js', import.meta.url)

type EngineQuestion = Pick<Question, 'fileName' | 'languageId' | 'prefix' | 'suffix'>
interface Waiting {
  fileName: string
  resolve(suggestion: EngineSuggestion | undefined): void
}

/** Its thread starts with the first folder or question, and ends with `close`. */
export class LocalEngine {
  readonly #entry: URL
  readonly #log: (problem: string) => void
  readonly #weightsFile: string | undefined
  #settings: EngineSettings | undefined
  /** The folders that were read last. */
  #read = ''
  #worker: Worker | undefined
  #isBroken = false
  readonly #waiting = new Map<number, Waiting>()
  readonly #cancelled = new Cancelled()
  #lastId = 0
  /** The document asked about last: once another one is, its text is told to the workspace. */
  #current: { name: string; text: string } | undefined

  /** `entry` is the bundled worker.ts; without a `weightsFile` nothing is kept between two starts. */
  constructor(entry: URL, log: (problem: string) => void, weightsFile?: string) {
    this.#entry = entry
    this.#log = log
    this.#weightsFile = weightsFile
  }

  /** Takes over what the user set; a thread that starts later begins with it. */
  configure({ calibrate, maxFileChars, maxMemoryMb }: Settings['engine']): void {
    this.#settings = { calibrates: calibrate, maxFileChars, maxBytes: maxMemoryMb * 1e6 }
    this.#worker?.postMessage({ kind: 'settings', ...this.#settings } satisfies ToEngine)
  }

  /** Begins to read folders; those that are being read already are not read again. */
  read(paths: readonly string[]): void {
    const key = paths.join('\n')
    if (paths.length === 0 || key === this.#read) return
    this.#read = key
    this.#send({ kind: 'folders', paths: [...paths] })
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
  }: EngineQuestion): Promise<EngineSuggestion | undefined> {
    this.#noteCurrent(fileName, prefix + suffix)
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
    const start: EngineStart = {
      cancelled: this.#cancelled.shared,
      weightsFile: this.#weightsFile,
    }
    const worker = new Worker(this.#entry, { workerData: start })
    if (this.#settings) {
      worker.postMessage({ kind: 'settings', ...this.#settings } satisfies ToEngine)
    }
    worker.on('message', ({ id, suggestion }: FromEngine) => {
      this.#waiting.get(id)?.resolve(suggestion)
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
    for (const { resolve } of this.#waiting.values()) resolve(undefined)
    this.#waiting.clear()
  }
}
