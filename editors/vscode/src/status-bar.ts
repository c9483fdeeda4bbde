import { MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode'
import { STARTING, type StatusView } from './status-view.ts'

/** Right of everything that tells of the document itself, as other sources of suggestions stand there. */
const PRIORITY = 1

export class StatusBar {
  readonly #item: StatusBarItem
  #view = STARTING

  constructor() {
    this.#item = window.createStatusBarItem('midfill.status', StatusBarAlignment.Right, PRIORITY)
    this.#item.name = 'Midfill'
    this.#item.command = 'midfill.menu'
    this.show(STARTING)
    this.#item.show()
  }

  /** What stands there now. */
  get view(): StatusView {
    return this.#view
  }

  show(view: StatusView): void {
    this.#view = view
    this.#item.text = view.text
    this.#item.tooltip = new MarkdownString(view.tooltip)
    const color = new ThemeColor('statusBarItem.warningBackground')
    this.#item.backgroundColor = view.isWarning ? color : undefined
    this.#item.accessibilityInformation = { label: view.text.replace(/\$\([^)]*\) ?/g, '') }
  }

  dispose(): void {
    this.#item.dispose()
  }
}
