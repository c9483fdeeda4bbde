// `midfill/status`: what an editor shows of us.
import type { EditorStatus } from '../../protocol/index.ts'
import type { OpenDocument } from '../documents.ts'
import { faultReason, NO_SOURCE, REFUSED, type Reason, SNOOZED } from './reasons.ts'
import { notesOf, type Standing } from './standing.ts'

export interface StatusParts extends Standing {
  send(status: EditorStatus): void
}

/** Whoever is answered sooner has not waited. */
const WAITS_AFTER_MS = 300

export class Status {
  readonly #parts: StatusParts
  #isReady = false
  #focus: string | undefined
  /** The editor tells what is in focus; until it does, it is the document asked about last. */
  #isTold = false
  #model = 'model'
  #underWay = 0
  #isThinking = false
  #timer: NodeJS.Timeout | undefined
  #sent = ''

  constructor(parts: StatusParts) {
    this.#parts = parts
  }

  /** The editor may be spoken to. */
  ready(): void {
    this.#isReady = true
    this.refresh()
  }

  /** The document may be opened later. */
  focused(uri: string | undefined): void {
    this.#isTold = true
    this.#look(uri)
  }

  /** The editor works with a document: a guess at what is in focus. */
  used({ uri }: OpenDocument): void {
    if (!this.#isTold && this.#focus !== uri) this.#look(uri)
  }

  closed({ uri }: OpenDocument): void {
    if (this.#focus === uri) this.#look(undefined)
  }

  /** A question to a model is under way; `answered` is called once for each. */
  asked(): void {
    this.#underWay += 1
    if (this.#underWay > 1) return
    this.#timer = setTimeout(() => this.#think(true), WAITS_AFTER_MS)
  }

  /** `model`: the name of the one that answered; undefined: none did. */
  answered(model?: string): void {
    if (model) this.#model = model
    this.#underWay -= 1
    if (this.#underWay > 0) return
    clearTimeout(this.#timer)
    this.#think(false)
  }

  /** Sends how things are, if the editor does not know it yet. */
  refresh(): void {
    if (!this.#isReady) return
    const status = this.#current()
    const key = `${status.state} ${status.source} ${status.reason} ${status.uri} ${status.notes}`
    if (key === this.#sent) return
    this.#sent = key
    this.#parts.send(status)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#isReady = false
  }

  #look(uri: string | undefined): void {
    this.#focus = uri
    this.refresh()
  }

  #think(isThinking: boolean): void {
    this.#isThinking = isThinking
    this.refresh()
  }

  #current(): EditorStatus {
    const { health, isSnoozed } = this.#parts
    const hasModel = this.#parts.hasModel()
    const source = hasModel && !health.fault ? this.#model : 'embedded'
    const uri = this.#focus
    const base = { source, ...(uri === undefined ? {} : { uri }), ...notesOf(this.#parts) }
    const off = this.#offReason(hasModel)
    if (isSnoozed()) return { ...base, ...worded('snoozed', SNOOZED) }
    if (off) return { ...base, ...worded('off', off) }
    if (hasModel && health.fault) {
      const reason = faultReason(health.fault.kind, this.#parts.isGitlab())
      return { ...base, ...this.#offline(reason) }
    }
    if (this.#isThinking) return { ...base, state: 'thinking', message: 'The model is thinking.' }
    return { ...base, state: 'ready', message: readyWith(source) }
  }

  #offReason(hasModel: boolean): Reason | undefined {
    if (!hasModel && !this.#parts.isEngineOn()) return NO_SOURCE
    const document = this.#focus === undefined ? undefined : this.#parts.documentAt(this.#focus)
    const refusal = document && this.#parts.refusal(document)
    return refusal && REFUSED[refusal]
  }

  #offline(reason: Reason) {
    const rest = this.#parts.isEngineOn() ? ' Suggestions go on from the embedded engine.' : ''
    return worded('offline', { ...reason, message: reason.message + rest })
  }
}

const worded = (state: EditorStatus['state'], { code, message }: Reason) => ({
  state,
  reason: code,
  message,
})

const readyWith = (source: string): string =>
  source === 'embedded'
    ? 'Suggestions come from the embedded engine.'
    : `Suggestions come from ${source === 'model' ? 'the model' : source}.`
