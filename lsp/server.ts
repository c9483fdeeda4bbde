// The wiring: what happens on each LSP method.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ProgressType,
  ShowMessageNotification,
  TextDocuments,
} from 'vscode-languageserver/node'
import {
  checker,
  DID_FOCUS,
  FocusParams,
  GENERATE_REQUEST,
  type GeneratedPiece,
  MORE_TO_SHOW_NOTIFICATION,
  SETTINGS_SECTION,
  STATUS_NOTIFICATION,
  WHY_REQUEST,
} from '../protocol/index.ts'
import { fileNameOf } from './context/file-name.ts'
import { Permission } from './context/policy/permission.ts'
import { Syntax } from './context/syntax.ts'
import { Workspace } from './context/workspace/workspace.ts'
import { closeDocument, type OpenDocument, openDocuments } from './documents.ts'
import { ENGINE_WORKER, LocalEngine } from './engine/local-engine.ts'
import { ownWeightsFile } from './engine/own-weights.ts'
import { askEngine, askModel } from './features/ask-model.ts'
import { completionFallback } from './features/completion-fallback.ts'
import { editedPlaceOf, placeAfter } from './features/cursor-place.ts'
import { changedPaths } from './features/disk-changes.ts'
import { Feedback } from './features/feedback.ts'
import { generate } from './features/generate.ts'
import { inlineCompletion } from './features/inline-completion.ts'
import { LearningProgress } from './features/learning-progress.ts'
import { MoreToShow } from './features/more-to-show.ts'
import { Snooze } from './features/snooze.ts'
import { Status } from './features/status.ts'
import { why } from './features/why.ts'
import { attachGitlabClient } from './gitlab-client/attach.ts'
import { noticeOf } from './health/fault.ts'
import { ModelHealth } from './health/model-health.ts'
import { initializeResult } from './initialize-result.ts'
import { hasModel, Models } from './models.ts'
import type { Environment } from './network/outgoing.ts'
import { Notebooks } from './notebooks.ts'
import { counted, Positions } from './positions.ts'
import { Session } from './session.ts'
import { Suggester } from './suggester.ts'
import { Tracks } from './suggestions/tracks.ts'

/** Editors that know Copilot's language server send these. */
const checkFocus = checker(FocusParams)
const DID_SHOW = 'textDocument/didShowCompletion'
const DID_ACCEPT_PART = 'textDocument/didPartiallyAcceptCompletion'

/** Connects everything. */
export function serve(connection: Connection, environment: Environment): void {
  const log = (problem: string): void => connection.console.warn(problem)
  const session = new Session()
  const positions = new Positions()
  const documents = new TextDocuments(openDocuments(positions))
  const notebooks = new Notebooks(documents)
  const syntax = new Syntax(log)
  const permission = new Permission(log)
  const engine = new LocalEngine(ENGINE_WORKER, log, ownWeightsFile(environment))
  const progress = new LearningProgress(connection)
  const workspace = new Workspace({
    log,
    onProgress: (learned) => {
      if (session.showsProgress) void progress.show(learned)
    },
    mayRead: (path) =>
      permission
        .filePolicy(session.folders, session.settings.codeCompletion.disabledPaths)
        .mayRead(path),
  })
  const models = new Models({
    environment,
    log,
    tell: (problem) => tell(connection, problem),
    changed: (problems) => gitlab.states.problemsAre(problems),
  })
  const suggester = new Suggester({ syntax, engine, models, workspace })
  const settings = (document: OpenDocument) => session.settledSettingsOf(document)
  const nameOf = (document: OpenDocument): string => fileNameOf(document, session.folders)
  const health = new ModelHealth({
    now: () => performance.now(),
    peek: () => models.isUp(session.settings),
    tell(fault) {
      // What GitLab refuses is told with its reason.
      const isTold = fault.kind === 'key' && session.settings.gateway.url === ''
      if (!isTold) tell(connection, noticeOf(fault, session.settings))
    },
    changed() {
      gitlab.states.apiIsFailing(!health.isWell)
      status.refresh()
    },
  })
  const snooze = new Snooze(() => status.refresh())
  const standing = {
    refusal: (document: OpenDocument) =>
      permission.refusal(document, session.folders, session.settingsOf(document)),
    health,
    hasModel: () => hasModel(session.settings),
    isEngineOn: () => session.settings.engine.enabled,
    isSnoozed: () => snooze.isOn,
  }
  const status = new Status({
    ...standing,
    documentAt: (uri) => documents.get(uri),
    send: (sent) => void connection.sendNotification(STATUS_NOTIFICATION, sent),
  })
  const more = new MoreToShow({
    remembered: (document, place) => tracks.of(document).remembered(place),
    send: (params) => void connection.sendNotification(MORE_TO_SHOW_NOTIFICATION, params),
  })
  const asking = {
    suggester,
    fileNameOf: nameOf,
    settings: (document: OpenDocument) => session.settingsOf(document),
    health,
    status,
    more,
    log,
  }
  const tracks = new Tracks((document: OpenDocument) => ({
    ask: askModel(asking, document),
    askEngine: askEngine(asking, document),
    hasModel: () => hasModel(session.settingsOf(document)) && health.mayAsk(),
    isModelDue: () => !health.isWell,
    placeAfter,
  }))
  const feedback = new Feedback({
    textOf: (uri) => documents.get(uri)?.text.getText(),
    now: () => performance.now(),
    later: (ms, call) => void setTimeout(call, ms).unref(),
    isOn: () => session.settings.feedback.enabled && hasModel(session.settings),
    send: (events) =>
      suggester.tell(events, session.settings).catch((error) => {
        log(`feedback did not arrive: ${error instanceof Error ? error.message : String(error)}`)
      }),
  })

  const refusal = (document: OpenDocument, now = session.settingsOf(document)) =>
    permission.refusal(document, session.folders, now)
  const documentAt = (uri: string) => documents.get(uri)
  const gitlab = attachGitlabClient({
    ...{ connection, session, models, suggester, feedback, documentAt, refusal, log },
    fileNameOf: nameOf,
    isSnoozed: standing.isSnoozed,
    focused: (uri) => status.focused(uri),
    quietMsOf: (document) => tracks.of(document).quietMs,
  })

  connection.onInitialize((params) => {
    const problem = session.begin(params)
    if (problem) log(problem)
    const { general } = params.capabilities
    return initializeResult(params.capabilities, positions.negotiate(general?.positionEncodings))
  })
  const take = (problem: string | undefined): void => {
    if (problem) tell(connection, problem)
    begin()
  }
  let modelKey = ''
  const begin = (): void => {
    const { gateway, gitlab: instance, network } = session.settings
    const key = JSON.stringify([gateway, instance, network])
    if (key !== modelKey) health.forget()
    modelKey = key
    suggester.warmUp(session.settings)
    gitlab.states.update()
    const { codeCompletion, context, engine: own, workspace: place } = session.settings
    if (own.enabled && place.trusted) suggester.readFolders(session.folders)
    const folders = context.workspace && place.trusted ? session.folders : []
    workspace.setFolders(folders, codeCompletion.disabledPaths)
    status.refresh()
  }
  const ask = async (): Promise<void> =>
    take(session.answered(await connection.workspace.getConfiguration(session.wanted)))
  connection.onInitialized(() => {
    register(connection, session, () => {
      if (session.canBeAsked) session.settling(ask())
      else begin()
    })
    if (session.canBeAsked) session.settling(ask())
    else begin()
    status.ready()
  })
  connection.onDidChangeConfiguration((params) => {
    take(session.pushed(params?.settings))
    if (session.canBeAsked) session.settling(ask())
  })
  const plain = inlineCompletion({
    documentAt,
    trackOf: (document) => tracks.of(document),
    refusal,
    settings,
    isSnoozed: standing.isSnoozed,
    used: (document) => status.used(document),
    feedback,
    more,
    log,
  })
  const textAt = (uri: string) => documents.get(uri)?.text
  const inlineCompletions = gitlab.client.inlineCompletion(plain)
  connection.languages.inlineCompletion.on(counted(positions, textAt, inlineCompletions))
  const completions = completionFallback({
    documentAt,
    inlineCompletion: gitlab.client.wholeItems(plain),
    isGitlabClient: () => session.gitlabClient !== undefined,
  })
  connection.onCompletion(counted(positions, textAt, completions))
  connection.onCompletionResolve((item) => item)
  const generations = counted(
    positions,
    textAt,
    generate({
      documentAt,
      settings,
      refusal,
      fileNameOf: nameOf,
      syntax,
      suggester,
      models,
      progress: (token, piece) =>
        void connection.sendProgress(new ProgressType<GeneratedPiece>(), token, piece),
    }),
  )
  connection.onRequest(GENERATE_REQUEST, generations)
  documents.onDidOpen(({ document }) => {
    document.above = () => notebooks.above(document)
    workspace.opened(document)
    suggester.prepare(document)
    status.used(document)
    status.refresh()
  })
  documents.onDidChangeContent(({ document }) => {
    workspace.changed(document)
    const { lastEdit } = document
    if (lastEdit) tracks.of(document).edited(editedPlaceOf(document, lastEdit), lastEdit)
  })
  documents.onDidClose(({ document }) => {
    tracks.close(document)
    status.closed(document)
    workspace.closed(document)
    feedback.over(document.uri)
    closeDocument(document)
  })
  connection.onExecuteCommand(({ command, arguments: args }) => {
    feedback.execute(command, args)
    gitlab.client.execute(command, args)
    snooze.execute(command, args)
    return null
  })
  connection.onRequest(
    WHY_REQUEST,
    why({
      ...standing,
      documentAt: (uri) => documents.get(uri),
      lastSilence: (document) => tracks.of(document).lastSilence,
    }),
  )
  connection.onNotification(DID_FOCUS, (params: unknown) => {
    const { value } = checkFocus(params)
    if (value) status.focused(value.textDocument?.uri)
  })
  connection.onNotification(DID_SHOW, (params: unknown) => feedback.didShow(params))
  connection.onNotification(DID_ACCEPT_PART, (params: unknown) =>
    feedback.didPartiallyAccept(params),
  )
  connection.onDidChangeWatchedFiles((params) => {
    const paths = changedPaths(params)
    if (paths.length === 0) return
    workspace.changedOnDisk(paths)
    engine.changedOnDisk(paths)
  })
  documents.listen(connection)
  notebooks.listen(connection)
  connection.onShutdown(async () => {
    tracks.closeAll()
    gitlab.close()
    status.close()
    snooze.close()
    syntax.close()
    await feedback.close()
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
