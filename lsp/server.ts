// The wiring: what happens on each LSP method.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node'
import { SETTINGS_SECTION, VERSION } from '../protocol/index.ts'
import { fileNameOf } from './context/file-name.ts'
import { Syntax } from './context/syntax.ts'
import { Workspace } from './context/workspace/workspace.ts'
import { closeDocument, OPEN_DOCUMENTS } from './documents.ts'
import { inlineCompletion } from './features/inline-completion.ts'
import { LearningProgress } from './features/learning-progress.ts'
import { Session } from './session.ts'
import { Suggester } from './suggester.ts'

const RESULT: InitializeResult = {
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    inlineCompletionProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  serverInfo: { name: 'midfill', version: VERSION },
}

/** Connects everything; `entry` is the script that a gateway of our own is started with. */
export function serve(connection: Connection, entry: string): void {
  const log = (problem: string): void => connection.console.warn(problem)
  const session = new Session()
  const documents = new TextDocuments(OPEN_DOCUMENTS)
  const syntax = new Syntax(log)
  const progress = new LearningProgress(connection)
  const workspace = new Workspace({
    log,
    onProgress: (learned) => {
      if (session.showsProgress) void progress.show(learned)
    },
    mayRead: () => true,
  })
  const suggester = new Suggester(syntax, entry, workspace)

  connection.onInitialize((params) => {
    const problem = session.begin(params)
    if (problem) log(problem)
    return RESULT
  })
  const take = (sent: unknown): void => {
    const problem = session.take(sent)
    if (problem) tell(connection, problem)
    begin()
  }
  const begin = (): void => {
    suggester.warmUp(session.settings)
    workspace.setFolders(session.settings.context.workspace ? session.folderUris : [])
  }
  const ask = async (): Promise<void> =>
    take(await connection.workspace.getConfiguration(SETTINGS_SECTION))
  connection.onInitialized(() => {
    register(connection, session, begin)
    if (session.canBeAsked) session.settling(ask())
    else begin()
  })
  connection.onDidChangeConfiguration((params) => {
    if (session.canBeAsked) session.settling(ask())
    else take(params?.settings)
  })
  connection.languages.inlineCompletion.on(
    inlineCompletion({
      suggester,
      documentAt: (uri) => documents.get(uri),
      fileNameOf: (uri) => fileNameOf(uri, session.folderUris),
      settings: () => session.settledSettings(),
      log,
    }),
  )
  documents.onDidOpen(({ document }) => {
    workspace.opened(document)
    void syntax.prepare(document)
  })
  documents.onDidChangeContent(({ document }) => workspace.changed(document))
  documents.onDidClose(({ document }) => {
    workspace.closed(document)
    closeDocument(document)
  })
  connection.onDidChangeWatchedFiles(({ changes }) =>
    workspace.changedOnDisk(changes.map(({ uri }) => uri)),
  )
  documents.listen(connection)
  connection.onShutdown(async () => {
    syntax.close()
    await Promise.all([workspace.close(), suggester.close()])
  })
  connection.listen()
}

/** Tells the editor what we want to hear of; only possible once it is initialized. */
function register(connection: Connection, session: Session, onFolders: () => void): void {
  if (session.hasFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      session.changeFolders(added, removed)
      onFolders()
    })
  }
  if (session.canWatchFiles) {
    const watchers = [{ globPattern: '**/*' }]
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers })
  }
  if (session.wantsRegistration) {
    const section = SETTINGS_SECTION
    void connection.client.register(DidChangeConfigurationNotification.type, { section })
  }
}

/** A notification: `window.showWarningMessage` would be a request, and wait for somebody to press a button. */
function tell(connection: Connection, problem: string): void {
  const message = { type: MessageType.Warning, message: `midfill: ${problem}` }
  void connection.sendNotification(ShowMessageNotification.method, message)
}
