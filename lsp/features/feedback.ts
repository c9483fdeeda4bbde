// Tells the gateway what became of its suggestions: which were shown, taken, turned down. Ids, lengths, times; no text.
import Type from 'typebox'
import {
  ACCEPTED_COMMAND,
  checker,
  type FeedbackEvent,
  MAX_FEEDBACK_EVENTS,
} from '../../protocol/index.ts'
import type { Suggested } from '../suggestions/memory.ts'
import { keptChars } from './kept-text.ts'

/** Events of a second go together; a gateway that forgets suggestions after minutes still knows them. */
const SEND_AFTER_MS = 1_000
/** What was visible for less time was not read, and nobody turned it down. */
const READ_MS = 750
/** When an accepted text is looked for again. */
const LOOKS_AFTER_MS = [30_000, 300_000]

export interface FeedbackParts {
  /** Never rejects: feedback that does not arrive is no loss to the user. */
  send(events: readonly FeedbackEvent[]): Promise<void>
  isOn(): boolean
  /** The text of a document; undefined once it is closed. */
  textOf(uri: string): string | undefined
  /** Milliseconds that never go back. */
  now(): number
  /** Calls later, unless the process ends before. */
  later(ms: number, call: () => void): void
}

interface Shown {
  readonly id: string
  readonly text: string
  readonly since: number
  isTaken: boolean
}

const Item = Type.Object({ data: Type.Object({ id: Type.String() }) })
const checkShown = checker(Type.Object({ item: Item }))
const checkPart = checker(Type.Object({ item: Item, acceptedLength: Type.Integer({ minimum: 0 }) }))
const checkCommand = checker(Type.Tuple([Type.String(), Type.Integer({ minimum: 0 })]))

export class Feedback {
  readonly #parts: FeedbackParts
  /** The suggestion on screen, by document. */
  readonly #onScreen = new Map<string, Shown>()
  /** The editor says itself what it shows; before it does so for the first time, what it is given counts as shown. */
  #isTold = false
  #events: FeedbackEvent[] = []
  #isSending = false

  constructor(parts: FeedbackParts) {
    this.#parts = parts
  }

  /** The editor was given a suggestion. The one before it in the same document is over. */
  given(uri: string, { id, source, text }: Suggested): void {
    // Each key that follows a suggestion is given what is left of it.
    if (id === '' || this.#onScreen.get(uri)?.id === id || !this.#parts.isOn()) return
    this.over(uri)
    // Of what the engine here has made the gateway knows nothing.
    if (source === 'embedded') return
    this.#onScreen.set(uri, { id, text, since: this.#parts.now(), isTaken: false })
    if (!this.#isTold) this.#add({ suggestion_id: id, event: 'shown' })
  }

  /** Nothing of the document's is on screen any more. */
  over(uri: string): void {
    this.#end(uri, READ_MS)
  }

  /** The editor says that it was turned down, however soon. */
  rejected(uri: string): void {
    this.#end(uri, 0)
  }

  #end(uri: string, readMs: number): void {
    const shown = this.#onScreen.get(uri)
    this.#onScreen.delete(uri)
    if (!shown || shown.isTaken) return
    const wasRead = this.#parts.now() - shown.since >= readMs
    this.#add({ suggestion_id: shown.id, event: wasRead ? 'rejected' : 'ignored' })
  }

  /** The editor has promised to say what it shows. */
  editorTellsShown(): void {
    this.#isTold = true
  }

  /** `textDocument/didShowCompletion`, as editors know it from Copilot's language server. */
  didShow(params: unknown): void {
    const { value } = checkShown(params)
    this.#isTold = true
    if (value) this.#add({ suggestion_id: value.item.data.id, event: 'shown' })
  }

  /** `textDocument/didPartiallyAcceptCompletion`, of the same origin; the length counts from the suggestion's start. */
  didPartiallyAccept(params: unknown): void {
    const { value } = checkPart(params)
    if (!value) return
    const { item, acceptedLength } = value
    this.#taken(item.data.id, 'partially_accepted', acceptedLength)
  }

  /** `workspace/executeCommand`: editors run the command of an item that was accepted. */
  execute(command: string, args: unknown): void {
    const { value } = checkCommand(args)
    if (command === ACCEPTED_COMMAND && value) this.#taken(value[0], 'accepted', value[1])
  }

  /** Sends what is left. */
  close(): Promise<void> {
    return this.#flush()
  }

  #taken(id: string, event: 'accepted' | 'partially_accepted', chars: number): void {
    const taken = { suggestion_id: id, event, accepted_chars: chars }
    const [uri, shown] = [...this.#onScreen].find(([, one]) => one.id === id) ?? []
    if (!uri || !shown) {
      this.#add(taken)
      return
    }
    shown.isTaken = true
    this.#add({ ...taken, after_ms: Math.round(this.#parts.now() - shown.since) })
    if (event === 'accepted') this.#lookAfter(uri, shown)
  }

  #lookAfter(uri: string, { id, text }: Shown): void {
    for (const afterMs of LOOKS_AFTER_MS) {
      this.#parts.later(afterMs, () => {
        const kept = keptChars(text, this.#parts.textOf(uri) ?? '')
        if (kept === 0) return
        this.#add({ suggestion_id: id, event: 'kept', after_ms: afterMs, kept_chars: kept })
      })
    }
  }

  #add(event: FeedbackEvent): void {
    if (!this.#parts.isOn()) return
    this.#events.push(event)
    if (this.#events.length >= MAX_FEEDBACK_EVENTS) void this.#flush()
    else if (!this.#isSending) this.#parts.later(SEND_AFTER_MS, () => this.#flush())
    this.#isSending = true
  }

  async #flush(): Promise<void> {
    this.#isSending = false
    const events = this.#events
    this.#events = []
    if (events.length > 0) await this.#parts.send(events)
  }
}
