// The workspace as the language server sees it: a worker that is told what changes and asked what matters.
import { Worker } from 'node:worker_threads'
import type { OpenDocument } from '../../documents.ts'
import { diskPathOf, isOnDisk } from '../file-name.ts'
import { type Places, placesIn } from '../policy/places.ts'
import type { Asked } from './knowledge.ts'
import type { Learned } from './learner.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import type { Snippet } from './snippets.ts'

/** Longest time that a suggestion waits for snippets; without them it is still one. */
const WAIT_MS = 50
/** More would only wait behind each other: the worker is busy with something long. */
const MAX_UNDER_WAY = 2
/** The index holds at most some 130 MB of this; beyond it the worker ends, and the server goes on without. */
const MAX_HEAP_MB = 512
/** Beside the bundle; from source it is bundled by nobody, and there is no worker. */
const WORKER_FILE = './workspace-worker.js'

export interface WorkspaceOptions {
  log(problem: string): void
  onProgress(learned: Learned): void
  /** Whether a file may be shown to a model; by absolute path with slashes. */
  mayLeave(path: string): boolean
}

/** What is remembered of the last question of a document: while only its line changes, so does nothing else. */
interface LastAnswer {
  path: string
  above: string
  below: string
  round: number
  /** As the worker gave them: whether each may leave is asked whenever they are used. */
  snippets: readonly Snippet[]
}

export class Workspace {
  readonly #options: WorkspaceOptions
  #worker: Worker | undefined
  #places = placesIn([])
  #nextId = 1
  readonly #waiting = new Map<number, (snippets: Snippet[]) => void>()
  /** Open documents that changed since the worker heard of them, by path. */
  readonly #changed = new Map<string, OpenDocument>()
  readonly #open = new Set<string>()
  #last: LastAnswer | undefined
  /** Counts what makes earlier answers old. */
  #round = 0

  constructor(options: WorkspaceOptions) {
    this.#options = options
  }

  /** Begins to learn these places, and forgets what they keep back; without any, nothing is started. */
  setPlaces(places: Places): void {
    if (JSON.stringify(places) === JSON.stringify(this.#places)) return
    this.#places = places
    if (places.roots.length > 0) this.#start()
    this.#tell({ kind: 'folders', places })
  }

  opened(document: OpenDocument): void {
    const path = diskPathOf(document.uri)
    if (path === undefined) return
    this.#open.add(path)
    this.#changed.set(path, document)
    this.#tell({ kind: 'opened', path })
  }

  /** Costs nothing but a note: the text is handed over when another document asks. */
  changed(document: OpenDocument): void {
    if (isOnDisk(document.uri)) this.#changed.set(document.path, document)
  }

  closed(document: OpenDocument): void {
    const path = diskPathOf(document.uri)
    if (path === undefined) return
    this.#open.delete(path)
    this.#changed.delete(path)
    if (this.#last?.path === path) this.#last = undefined
    this.#tell({ kind: 'closed', path })
  }

  /** By absolute path, with slashes. */
  changedOnDisk(paths: readonly string[]): void {
    this.#round++
    this.#tell({ kind: 'disk', paths })
  }

  /** The most valuable first; empty without a worker, or when it is busy for too long. Never rejects. */
  async snippetsFor(uri: string, asked: Omit<Asked, 'path'>): Promise<Snippet[]> {
    const path = diskPathOf(uri)
    if (!this.#worker || path === undefined) return []
    this.#handOver(path)
    const above = asked.prefix.slice(0, asked.prefix.lastIndexOf('\n') + 1)
    const lineEnd = asked.suffix.indexOf('\n')
    const below = lineEnd < 0 ? '' : asked.suffix.slice(lineEnd)
    const last = this.#last
    const isSame =
      last?.path === path &&
      last.round === this.#round &&
      last.above === above &&
      last.below === below
    if (isSame) return this.#leaving(last.snippets)
    // Pieces for a place nearby are better than none.
    const nearby = last?.path === path ? this.#leaving(last.snippets) : []
    if (this.#waiting.size >= MAX_UNDER_WAY) return nearby
    const place = { path, above, below, round: this.#round }
    return this.#ask({ ...asked, path }, place, nearby)
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#stop()
    await worker?.terminate()
  }

  #start(): void {
    if (this.#worker) return
    const worker = new Worker(new URL(WORKER_FILE, import.meta.url), {
      // Standard output speaks LSP.
      stdout: true,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    })
    this.#worker = worker
    worker.on('message', (message: FromWorker) => this.#take(message))
    worker.on('error', () => {
      if (this.#worker !== worker) return
      this.#options.log('the workspace is not known any more: its worker ended')
      this.#stop()
    })
    // It is never what keeps the server alive.
    worker.unref()
    for (const path of this.#open) this.#tell({ kind: 'opened', path })
  }

  #stop(): void {
    this.#worker = undefined
    for (const answer of this.#waiting.values()) answer([])
    this.#waiting.clear()
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  /** Gives the worker the texts of the other open documents that have changed. */
  #handOver(askedPath: string): void {
    for (const [path, document] of this.#changed) {
      if (path === askedPath) continue
      this.#changed.delete(path)
      this.#tell({ kind: 'text', path, text: document.text.getText() })
      this.#round++
    }
  }

  /** `nearby` is the answer when it takes too long; what comes late is there for the next question. */
  #ask(asked: Asked, place: Omit<LastAnswer, 'snippets'>, nearby: Snippet[]): Promise<Snippet[]> {
    const id = this.#nextId++
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(nearby), WAIT_MS)
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer)
        this.#last = { ...place, snippets: answer }
        resolve(this.#leaving(answer))
      })
      this.#tell({ kind: 'ask', id, asked })
    })
  }

  /** What the index holds may have been kept back since, and some of it is not known to be allowed yet. */
  #leaving(snippets: readonly Snippet[]): Snippet[] {
    return snippets.filter(({ path }) => this.#options.mayLeave(path))
  }

  #take(message: FromWorker): void {
    if (message.kind === 'progress') {
      this.#round++
      this.#options.onProgress(message)
      return
    }
    const answer = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    answer?.(message.snippets)
  }
}
