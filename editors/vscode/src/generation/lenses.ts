// The line above a generated text: what it is, and what can be done with it.
import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  EventEmitter,
  type Range,
  type TextDocument,
} from 'vscode'

export interface Lensed {
  document: TextDocument
  range: Range
  isStreaming: boolean
}

const STOP: Command = { title: '$(debug-stop) Stop', command: 'midfill.generation.stop' }
const KEEP: Command = { title: '$(check) Keep', command: 'midfill.generation.keep' }
const UNDO: Command = { title: '$(discard) Undo', command: 'midfill.generation.undo' }
const UNDER_WAY: Command = { title: '$(loading~spin) Midfill generates …', command: '' }

export class Lenses implements CodeLensProvider {
  readonly #current: () => Lensed | undefined
  readonly #changed = new EventEmitter<void>()
  readonly onDidChangeCodeLenses = this.#changed.event

  constructor(current: () => Lensed | undefined) {
    this.#current = current
  }

  refresh(): void {
    this.#changed.fire()
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const current = this.#current()
    if (!current || current.document !== document) return []
    const titles = current.isStreaming ? [UNDER_WAY, STOP, UNDO] : [KEEP, UNDO]
    return titles.map((command) => new CodeLens(current.range, command))
  }

  dispose(): void {
    this.#changed.dispose()
  }
}
