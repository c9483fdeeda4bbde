// A document that a trace is typed into: what an editor tells of it.
import { setTimeout as pause } from 'node:timers/promises'
import type { Peer } from './peers.ts'
import { positionAt } from './position.ts'
import type { Key, Trace } from './trace.ts'

/** Grammars are compiled by then. */
const SETTLED_MS = 2_000

export class TypedDocument {
  readonly uri: string
  readonly #peer: Peer
  readonly #trace: Trace
  #version = 1
  #prefix: string

  constructor(uri: string, peer: Peer, trace: Trace) {
    this.uri = uri
    this.#peer = peer
    this.#trace = trace
    this.#prefix = trace.prefix
  }

  /** Resolves once whatever that begins is over. */
  async open(): Promise<void> {
    const text = this.#trace.prefix + this.#trace.suffix
    const textDocument = { uri: this.uri, languageId: 'typescript', version: 1, text }
    await this.#peer.connection.sendNotification('textDocument/didOpen', { textDocument })
    await pause(SETTLED_MS)
  }

  change({ prefix, removed, inserted }: Key): void {
    const start = positionAt(this.#prefix.slice(0, this.#prefix.length - removed))
    const end = positionAt(this.#prefix)
    this.#prefix = prefix
    this.#version += 1
    void this.#peer.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.#version },
      contentChanges: [{ range: { start, end }, text: inserted }],
    })
  }

  /** Resolves once everything before it has been written, too. */
  async close(): Promise<void> {
    const textDocument = { uri: this.uri }
    await this.#peer.connection.sendNotification('textDocument/didClose', { textDocument })
  }
}
