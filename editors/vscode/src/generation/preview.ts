// Generated text in its document, until it is kept or undone.
import {
  EndOfLine,
  type Position,
  Range,
  type TextDocument,
  type TextDocumentContentChangeEvent,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode'
import { afterEdit, type Span } from './tracked-range.ts'

const MOST_TRIES = 5

export class Preview {
  readonly document: TextDocument
  readonly #place: Range
  readonly #original: string
  #span: Span
  /** What the document shall hold; edits bring it there one after another. */
  #wanted: string
  #shown: string
  /** The edit of ours that is under way: its change is no edit of somebody else. */
  #ownText: string | undefined
  #isFirst = true
  #isTouched = false
  #written: Promise<void> = Promise.resolve()

  constructor(document: TextDocument, range: Range) {
    this.document = document
    this.#place = range
    this.#original = document.getText(range)
    const start = document.offsetAt(range.start)
    this.#span = { start, end: start + this.#original.length }
    this.#wanted = this.#original
    this.#shown = this.#original
  }

  get range(): Range {
    const { start, end } = this.#span
    return new Range(this.document.positionAt(start), this.document.positionAt(end))
  }

  /** Whether it began at this range of the document as it was then. */
  isAt(range: Range): boolean {
    return this.#place.isEqual(range)
  }

  /** A range of the document as it was then, moved with the lines that somebody put or took away above. */
  asNow({ start, end }: Range): Range {
    const lines = this.range.start.line - this.#place.start.line
    return new Range(start.line + lines, start.character, end.line + lines, end.character)
  }

  /** Somebody edited the text itself: it is theirs now. */
  get isTouched(): boolean {
    return this.#isTouched
  }

  /** Brings the text into the document; resolves when it is there. */
  write(text: string): Promise<void> {
    // The document would put in its own line ends, and the text would be longer than was counted.
    const eol = this.document.eol === EndOfLine.CRLF ? '\r\n' : '\n'
    this.#wanted = text.replace(/\r?\n/g, eol)
    this.#written = this.#written.then(() => this.#writeWanted())
    return this.#written
  }

  /** Puts back what was there before. */
  undo(): Promise<void> {
    return this.write(this.#original)
  }

  /** Follows the edits of somebody else. */
  follow(changes: readonly TextDocumentContentChangeEvent[]): void {
    for (const { rangeOffset, rangeLength, text } of changes) {
      if (text === this.#ownText) continue
      const edit = { start: rangeOffset, end: rangeOffset + rangeLength }
      const span = afterEdit(this.#span, { ...edit, insertedChars: text.length })
      if (span) this.#span = span
      else this.#isTouched = true
    }
  }

  /** The editor refuses an edit that somebody's key overtook: the last piece would be lost with it. */
  async #writeWanted(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) if (await this.#isWritten()) return
  }

  /** Pieces that came while an edit was under way go together in the next one. False: it was refused. */
  async #isWritten(): Promise<boolean> {
    const wanted = this.#wanted
    if (wanted === this.#shown || this.#isTouched) return true
    const isMore = wanted.startsWith(this.#shown)
    const text = isMore ? wanted.slice(this.#shown.length) : wanted
    this.#ownText = text
    const isDone = await this.#replace(isMore ? this.range.end : this.range, text)
    this.#ownText = undefined
    if (!isDone) return false
    this.#shown = wanted
    this.#span = { start: this.#span.start, end: this.#span.start + wanted.length }
    return true
  }

  /** In an editor, all pieces are one step of its undo. */
  async #replace(place: Range | Position, text: string): Promise<boolean> {
    const editor = window.visibleTextEditors.find(({ document }) => document === this.document)
    if (!editor) {
      const edit = new WorkspaceEdit()
      const range = place instanceof Range ? place : new Range(place, place)
      edit.replace(this.document.uri, range, text)
      return workspace.applyEdit(edit)
    }
    const undoStopBefore = this.#isFirst
    this.#isFirst = false
    return editor.edit((edit) => edit.replace(place, text), {
      undoStopBefore,
      undoStopAfter: false,
    })
  }
}
