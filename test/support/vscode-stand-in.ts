// What of VS Code's API a generation needs, in memory: documents, one editor, events. The real one is in test/e2e/vscode.

export class Position {
  readonly line: number
  readonly character: number

  constructor(line: number, character: number) {
    this.line = line
    this.character = character
  }
}

export class Range {
  readonly start: Position
  readonly end: Position

  constructor(...at: [Position, Position] | [number, number, number, number]) {
    const [start, end] =
      at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])]
    this.start = start
    this.end = end
  }

  get isEmpty(): boolean {
    return this.isEqual(new Range(this.start, this.start))
  }

  isEqual({ start, end }: Range): boolean {
    return same(start, this.start) && same(end, this.end)
  }
}

const same = (one: Position, other: Position): boolean =>
  one.line === other.line && one.character === other.character

export class EventEmitter<T> {
  readonly #listeners: ((value: T) => void)[] = []
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.push(listener)
    return NOTHING
  }
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value)
  }
  dispose(): void {}
}
const NOTHING = { dispose(): void {} }

interface Change {
  document: Document
  contentChanges: { rangeOffset: number; rangeLength: number; text: string }[]
}
const changed = new EventEmitter<Change>()

export class Document {
  readonly eol = EndOfLine.LF
  #text: string

  constructor(text: string) {
    this.#text = text
  }

  getText(range?: Range): string {
    return range
      ? this.#text.slice(this.offsetAt(range.start), this.offsetAt(range.end))
      : this.#text
  }

  offsetAt({ line, character }: Position): number {
    const lines = this.#text.split('\n').slice(0, line)
    return lines.reduce((sum, { length }) => sum + length + 1, 0) + character
  }

  positionAt(offset: number): Position {
    const lines = this.#text.slice(0, offset).split('\n')
    return new Position(lines.length - 1, lines.at(-1)?.length ?? 0)
  }

  lineAt(line: number): { text: string; range: Range } {
    const text = this.#text.split('\n')[line] ?? ''
    return { text, range: new Range(line, 0, line, text.length) }
  }

  /** As a key does, or an edit of the extension. */
  replace(range: Range, text: string): void {
    const [from, to] = [this.offsetAt(range.start), this.offsetAt(range.end)]
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to)
    const contentChanges = [{ rangeOffset: from, rangeLength: to - from, text }]
    changed.fire({ document: this, contentChanges })
  }
}

type Edit = (edit: { replace(place: Range | Position, text: string): void }) => void

export class Editor {
  readonly document: Document
  readonly selection: { active: Position; start: Position; end: Position; isEmpty: boolean }
  /** So many edits are refused from now on, as when a key overtook them. */
  refuses = 0

  constructor(document: Document, active: Position) {
    this.document = document
    this.selection = { active, start: active, end: active, isEmpty: true }
  }

  async edit(fill: Edit): Promise<boolean> {
    await undefined
    if (this.refuses > 0) {
      this.refuses -= 1
      return false
    }
    fill({
      replace: (place, text) =>
        this.document.replace(place instanceof Range ? place : new Range(place, place), text),
    })
    return true
  }

  setDecorations(_mark: unknown, ranges: Range[]): void {
    shown.marked = ranges
  }
}

/** What a person would see, and keys are bound by. */
export const shown = {
  marked: [] as Range[],
  warnings: [] as string[],
  contexts: new Map<string, unknown>(),
}

export const window = {
  activeTextEditor: undefined as Editor | undefined,
  get visibleTextEditors(): Editor[] {
    return window.activeTextEditor ? [window.activeTextEditor] : []
  },
  createTextEditorDecorationType: () => NOTHING,
  showWarningMessage: (message: string) => shown.warnings.push(message),
}

export const commands = {
  executeCommand(name: string, key: string, value: unknown): void {
    if (name === 'setContext') shown.contexts.set(key, value)
  },
}

export const languages = { registerCodeLensProvider: () => NOTHING }
export const workspace = {
  onDidChangeTextDocument: changed.event,
  onWillSaveTextDocument: () => NOTHING,
  onDidCloseTextDocument: () => NOTHING,
}
export const TextDocumentSaveReason = { Manual: 1 }
export const EndOfLine = { LF: 1, CRLF: 2 }
export class ThemeColor {}
export class WorkspaceEdit {}
export class CodeLens {}

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false }
  cancel(): void {
    this.token.isCancellationRequested = true
  }
}
