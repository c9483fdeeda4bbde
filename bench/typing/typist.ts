// Types a trace into a language server, in real time, as an editor does: a change, a cancel, a request for each key.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node'
import type { FakeModel, ModelCall } from './fake-model.ts'
import type { Peer } from './peers.ts'
import { positionAt } from './position.ts'
import { type Key, PAUSE_MS, type Trace } from './trace.ts'
import { TypedDocument } from './typed-document.ts'

export interface Typed {
  keys: number
  /** Keys that agreed with what was visible; of those, what was answered, and after how long. */
  following: number
  followingMs: number[]
  /** Requests to the model within the time of such a key. */
  followingCalls: number
  pauses: number
  pausesServed: number
  /** Time from a key to a suggestion that needed the model, less the model's own time. */
  fetchedMs: number[]
  /** Answers to requests that a newer key had replaced, by how long after it they came; how long others took to be told. */
  staleMs: number[]
  replacedMs: number[]
}

/** What is answered sooner did not wait for the model. */
const REMEMBERED_MS = 20
/** How long a key's own work may take until its calls are counted. */
const SETTLES_MS = 5

/** `opened` is called once the document is open and whatever that begins is over. */
export async function typeTrace(
  peer: Peer,
  model: FakeModel,
  trace: Trace,
  opened: () => void,
): Promise<Typed> {
  const document = new TypedDocument(uriFor(peer, model), peer, trace)
  const typist = new Typist(peer, model, document)
  await document.open()
  opened()
  for (const key of trace.keys) await typist.press(key)
  await pause(PAUSE_MS * 2)
  await typist.close()
  return typist.typed
}

const uriFor = ({ name }: Peer, { calls }: FakeModel): string =>
  `file:///bench/${name}-${calls.length}.ts`

class Typist {
  readonly typed: Typed = {
    keys: 0,
    following: 0,
    followingMs: [],
    followingCalls: 0,
    pauses: 0,
    pausesServed: 0,
    fetchedMs: [],
    staleMs: [],
    replacedMs: [],
  }
  readonly #peer: Peer
  readonly #model: FakeModel
  readonly #document: TypedDocument
  #visible: string | undefined
  #newest = 0
  #pending: { source: CancellationTokenSource; replacedAt: number | undefined } | undefined

  constructor(peer: Peer, model: FakeModel, document: TypedDocument) {
    this.#peer = peer
    this.#model = model
    this.#document = document
  }

  close(): Promise<void> {
    this.#pending?.source.cancel()
    return this.#document.close()
  }

  async press(key: Key): Promise<void> {
    await pause(key.afterMs)
    // What has arrived by now is seen before the key: one turn reads it, one hands it out.
    await turn()
    await turn()
    const { typed } = this
    typed.keys += 1
    if (key.afterMs >= PAUSE_MS && typed.keys > 1) {
      typed.pauses += 1
      if (this.#visible) typed.pausesServed += 1
    }
    const rest = this.#restAfter(key)
    const callsBefore = this.#model.calls.length
    const pressedAt = performance.now()
    for (const call of this.#model.calls) noteDivergence(call, key, pressedAt)
    this.#document.change(key)
    this.#visible = undefined
    void this.#ask(key, { pressedAt, isFollowing: rest !== undefined })
    if (rest === undefined) return
    typed.following += 1
    await pause(SETTLES_MS)
    typed.followingCalls += this.#model.calls.length - callsBefore
  }

  /** What would be left of the visible text; undefined when the key does not agree with it. */
  #restAfter({ inserted, removed }: Key): string | undefined {
    if (!this.#visible || removed > 0 || !this.#visible.startsWith(inserted)) return undefined
    return this.#visible.slice(inserted.length) || undefined
  }

  async #ask(key: Key, { pressedAt, isFollowing }: { pressedAt: number; isFollowing: boolean }) {
    if (this.#pending) {
      this.#pending.replacedAt = pressedAt
      this.#pending.source.cancel()
    }
    const pending = {
      source: new CancellationTokenSource(),
      replacedAt: undefined as number | undefined,
    }
    this.#pending = pending
    this.#newest += 1
    const own = this.#newest
    const text = await this.#peer
      .suggestion(this.#document.uri, positionAt(key.prefix), pending.source.token)
      .catch(refused)
    const now = performance.now()
    if (this.#pending === pending) this.#pending = undefined
    if (pending.replacedAt !== undefined) this.typed.replacedMs.push(now - pending.replacedAt)
    if (!text) return
    if (own !== this.#newest) this.typed.staleMs.push(now - (pending.replacedAt ?? now))
    else this.#see(text, { ms: now - pressedAt, isFollowing, prefix: key.prefix })
  }

  #see(text: string, { ms, isFollowing, prefix }: Seen): void {
    this.#visible = text
    for (const call of this.#model.calls) if (saidThere(call, prefix, text)) call.wasShown = true
    if (isFollowing) this.typed.followingMs.push(ms)
    else if (ms > REMEMBERED_MS) this.typed.fetchedMs.push(ms - this.#model.latencyMs)
  }
}

interface Seen {
  ms: number
  isFollowing: boolean
  prefix: string
}

/** Whether a call's text is what is shown now. Some send only the end of what was typed. */
function saidThere({ prefix, said }: ModelCall, now: string, text: string): boolean {
  const at = now.indexOf(prefix)
  return at >= 0 && (prefix + said).startsWith(now.slice(at) + text)
}

/** The moment from which a call under way could not be of use any more. */
function noteDivergence(call: ModelCall, { prefix, removed }: Key, nowMs: number): void {
  if (call.isOver || call.closedAtMs !== undefined) return
  const typed = prefix.slice(Math.max(0, prefix.indexOf(call.prefix)))
  const told = call.prefix + call.said
  const agrees = told.startsWith(typed) || typed.startsWith(told)
  // One that was asked ahead of what is typed is for a longer prefix until it is typed.
  const isBefore = removed > 0 && typed.length < call.prefix.length
  if (!agrees || isBefore) call.divergedAtMs ??= nowMs
}

function refused(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== LSPErrorCodes.RequestCancelled) throw error
}
