// The extension: starts the language server, passes settings, draws status. What to suggest is the server's business.
import { type Disposable, type ExtensionContext, env, Uri, window, workspace } from 'vscode'
import { registerCommands } from './commands.ts'
import { Generations } from './generation/generations.ts'
import { LanguageServer } from './language-server.ts'
import { LateAnswers } from './late-answers.ts'
import type { Status } from './messages.ts'
import { Secrets } from './secrets.ts'
import { sectionFor } from './settings.ts'
import { StatusBar } from './status-bar.ts'
import { RUNNING, STOPPED, type StatusView, viewOf } from './status-view.ts'

/** What the extension's tests, and other extensions, see of it. */
export interface Exports {
  /** What the status bar shows now. */
  status(): StatusView
}

let server: LanguageServer | undefined

export async function activate(context: ExtensionContext): Promise<Exports> {
  const log = window.createOutputChannel('Midfill', { log: true })
  const secrets = new Secrets(context.secrets)
  const bar = new StatusBar()
  const lateAnswers = new LateAnswers()
  let status: Status | undefined
  const started = new LanguageServer({
    entry: context.asAbsolutePath('server/cli.js'),
    log,
    section: (scopeUri) => sectionFor(secrets, scopeUri ? Uri.parse(scopeUri) : undefined),
    onStatus: (sent) => {
      status = sent
      bar.show(viewOf(sent))
    },
    onMoreToShow: (more) => lateAnswers.heard(more),
    contextOf: (context) => lateAnswers.contextOf(context),
    onRunning: (isRunning) => {
      if (!isRunning) status = undefined
      if (!status) bar.show(isRunning ? RUNNING : STOPPED)
      // One that was started anew knows nothing of what is on screen.
      if (isRunning) void started.focus(window.activeTextEditor)
    },
  })
  server = started
  const generations = new Generations(started)
  const commands = registerCommands({
    ...{ server: started, secrets, generations, log },
    status: () => status,
  })
  context.subscriptions.push(log, bar, generations, ...commands, ...follow(started, secrets))
  await started.start()
  return { status: () => bar.view }
}

export async function deactivate(): Promise<void> {
  await server?.stop()
}

/** Tells the server what changes in the editor. */
function follow(server: LanguageServer, secrets: Secrets): Disposable[] {
  return [
    window.onDidChangeActiveTextEditor((editor) => server.focus(editor)),
    secrets.onDidChange(() => server.settingsChanged()),
    env.onDidChangeTelemetryEnabled(() => server.settingsChanged()),
    // What an untrusted workspace kept from being read is read by a new server.
    workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  ]
}
