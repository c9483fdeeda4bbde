// Generations as GitLab's clients stream them: an empty item that starts a stream, then notifications.
import { randomUUID } from 'node:crypto'
import type { InlineCompletionItem } from 'vscode-languageserver/node'
import type { Listener } from '../gateway.ts'
import type { GatewaySuggestion, Question } from '../gateway-wire.ts'
import { keepNewest } from '../keep-newest.ts'
import { GITLAB_START_STREAMING } from './messages.ts'

export interface StreamMessage {
  id: string
  /** All that has come so far; absent in the last message. */
  completion?: string
  done: boolean
}

export interface StreamPorts {
  send(message: StreamMessage): void
  ask(question: Question, listener: Listener): Promise<GatewaySuggestion>
  /** Milliseconds without a word of the model after which a stream is over. */
  idleMs(): number
  log(problem: string): void
}

interface Stream {
  readonly uri: string
  readonly controller: AbortController
}

/** Somebody who stops typing for less has not stopped. */
const QUIET_MS = 150
/** Suggestions of streams that may still be accepted. */
const MAX_REMEMBERED = 100

export class Streams {
  readonly #ports: StreamPorts
  readonly #streams = new Map<string, Stream>()
  /** By document: the request that waits for its person to stop typing. */
  readonly #waiting = new Map<string, object>()
  /** The model's id of a suggestion, by the id that the editor was given for it before. */
  readonly #ids = new Map<string, string>()
  #count = 0

  constructor(ports: StreamPorts) {
    this.#ports = ports
  }

  /** Whether nobody asked again for the document until its person stopped typing. */
  async isStill(uri: string): Promise<boolean> {
    const request = {}
    this.#waiting.set(uri, request)
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    return this.#waiting.get(uri) === request
  }

  /** A newer request for the document: what it streamed before is of no use any more. */
  replace(uri: string): void {
    this.#waiting.delete(uri)
    for (const [id, stream] of this.#streams) if (stream.uri === uri) this.#end(id)
  }

  /** The item that tells the editor of a stream, which begins once the item was answered. */
  start(uri: string, question: Question): { suggestionId: string; item: InlineCompletionItem } {
    this.#count += 1
    const id = `code-suggestion-stream-${this.#count}`
    const suggestionId = randomUUID()
    const controller = new AbortController()
    this.#streams.set(id, { uri, controller })
    setImmediate(() => void this.#run(id, suggestionId, { question, controller }))
    const title = 'Start streaming'
    const command = GITLAB_START_STREAMING
    const starts = { title, command, arguments: [id, suggestionId] }
    return { suggestionId, item: { insertText: '', command: starts } }
  }

  /** False: there is no such stream. The model stops at once. */
  cancel(id: string): boolean {
    return this.#end(id)
  }

  /** What the model calls a suggestion. */
  idOf(suggestionId: string): string {
    return this.#ids.get(suggestionId) ?? suggestionId
  }

  close(): void {
    for (const id of [...this.#streams.keys()]) this.#end(id)
  }

  async #run(
    id: string,
    suggestionId: string,
    { question, controller }: { question: Question; controller: AbortController },
  ): Promise<void> {
    const { signal } = controller
    const timer = setTimeout(() => controller.abort(), this.#ports.idleMs())
    const say = (completion: string): void => {
      timer.refresh()
      if (this.#streams.has(id)) this.#ports.send({ id, completion, done: false })
    }
    try {
      let last: string | undefined
      const heard = ({ text }: GatewaySuggestion): void => {
        if (text !== last) say(text)
        last = text
      }
      const suggestion = await this.#ports.ask(question, { signal, heard })
      keepNewest(this.#ids, suggestionId, suggestion.id, MAX_REMEMBERED)
      say(suggestion.text)
    } catch (error) {
      if (!signal.aborted) this.#ports.log(error instanceof Error ? error.message : String(error))
    } finally {
      clearTimeout(timer)
      // Who cancelled it has forgotten it.
      if (this.#streams.delete(id)) this.#ports.send({ id, done: true })
    }
  }

  #end(id: string): boolean {
    const stream = this.#streams.get(id)
    this.#streams.delete(id)
    stream?.controller.abort()
    return stream !== undefined
  }
}
