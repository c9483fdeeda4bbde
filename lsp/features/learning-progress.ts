// $/progress while the workspace is read, for editors that show it.
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node'
import type { Learned } from '../context/workspace/learner.ts'

export class LearningProgress {
  readonly #connection: Connection
  #reporter: Promise<WorkDoneProgressServerReporter> | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async show({ files, isDone }: Learned): Promise<void> {
    this.#reporter ??= this.#begin()
    const reporting = this.#reporter
    if (isDone) this.#reporter = undefined
    try {
      const reporter = await reporting
      if (isDone) reporter.done()
      else reporter.report(`${files} files`)
    } catch {
      // The editor went away, or does not want it after all: nobody misses anything.
    }
  }

  async #begin(): Promise<WorkDoneProgressServerReporter> {
    const reporter = await this.#connection.window.createWorkDoneProgress()
    reporter.begin('midfill: reading the workspace', undefined, undefined, false)
    return reporter
  }
}
