// `midfill/moreToShow`: a model has said more, or something else, than an editor was answered.
import type { MoreToShowParams } from '../../protocol/index.ts'
import type { OpenDocument } from '../documents.ts'
import type { CursorPlace } from './cursor-place.ts'

export interface MoreToShowParts {
  /** What would be suggested at a place from memory. */
  remembered(document: OpenDocument, place: CursorPlace): string | undefined
  send(params: MoreToShowParams): void
}

interface Answered {
  place: CursorPlace
  revision: number
  text: string
}

/**
 * The answer to a request is final, but a model that streams goes on after its first line, and one that is slow
 * speaks after the engine. The editor is told once, where it is still where it asked.
 */
export class MoreToShow {
  readonly #parts: MoreToShowParts
  readonly #answered = new WeakMap<OpenDocument, Answered>()

  constructor(parts: MoreToShowParts) {
    this.#parts = parts
  }

  /** The editor was answered; an empty text: with nothing. */
  answered(document: OpenDocument, place: CursorPlace, text: string): void {
    this.#answered.set(document, { place, text, revision: document.revision })
  }

  /** A model has said all that it had to say. */
  modelIsDone(document: OpenDocument): void {
    const last = this.#answered.get(document)
    if (!last || last.revision !== document.revision) return
    const text = this.#parts.remembered(document, last.place) ?? ''
    if (text.trim() === '' || text === last.text) return
    this.#answered.delete(document)
    this.#parts.send({ textDocument: { uri: document.uri }, position: last.place.cursor })
  }
}
