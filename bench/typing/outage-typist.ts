// Types a trace into our language server and notes who answers.
import { setTimeout as pause } from 'node:timers/promises'
import {
  CancellationTokenSource,
  type InlineCompletionList,
  ShowMessageNotification,
} from 'vscode-languageserver/node'
import type { Peer } from './peers.ts'
import { positionAt } from './position.ts'
import type { Key, Trace } from './trace.ts'
import { TypedDocument } from './typed-document.ts'

const URI = 'file:///bench/outage.ts'

export class OutageTypist {
  readonly seen = { notices: 0, embedded: 0 }
  readonly #peer: Peer
  readonly #trace: Trace
  /** When the model first said something new. */
  #modelAt: number | undefined
  #next = 0
  readonly #document: TypedDocument
  #source = new CancellationTokenSource()

  constructor(peer: Peer, trace: Trace) {
    this.#peer = peer
    this.#trace = trace
    this.#document = new TypedDocument(URI, peer, trace)
    peer.connection.onNotification(ShowMessageNotification.type, () => {
      this.seen.notices += 1
    })
  }

  open(): Promise<void> {
    return this.#document.open()
  }

  async typeFor(ms: number): Promise<void> {
    for (const endsAt = performance.now() + ms; performance.now() < endsAt; ) await this.#press()
  }

  /** Milliseconds until a suggestion came that the model was asked for meanwhile; undefined: none did. */
  async typeUntilModel(limitMs: number): Promise<number | undefined> {
    const startedAt = performance.now()
    this.#modelAt = undefined
    while (performance.now() - startedAt < limitMs) {
      await this.#press()
      // It may have come in a pause, which is longer than it took.
      if (this.#modelAt !== undefined) return this.#modelAt - startedAt
    }
    return undefined
  }

  async #press(): Promise<void> {
    const key = this.#trace.keys[this.#next]
    if (!key) throw new Error('the trace is too short')
    this.#next += 1
    await pause(key.afterMs)
    this.#document.change(key)
    this.#source.cancel()
    this.#source = new CancellationTokenSource()
    void this.#ask(key, this.#source)
  }

  async #ask({ prefix }: Key, { token }: CancellationTokenSource): Promise<void> {
    const params = {
      textDocument: { uri: URI },
      position: positionAt(prefix),
      context: { triggerKind: 2 },
    }
    const answer = await this.#peer.connection
      .sendRequest<InlineCompletionList>('textDocument/inlineCompletion', params, token)
      .catch(() => undefined)
    const [item] = answer?.items ?? []
    const { data } = (item ?? {}) as { data?: { source: 'model' | 'embedded'; id: string } }
    if (data?.source === 'embedded') this.seen.embedded += 1
    if (data?.source === 'model' && this.#isFresh(data.id)) this.#modelAt ??= performance.now()
  }

  #known = new Set<string>()

  /** What is remembered from before is no sign of life. */
  #isFresh(id: string): boolean {
    const isFresh = !this.#known.has(id)
    this.#known.add(id)
    return isFresh
  }
}
