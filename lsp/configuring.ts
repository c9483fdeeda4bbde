// How the editor and its settings become known: `initialize`, what follows, and every change.
import Type from 'typebox'
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
} from 'vscode-languageserver/node'
import { checker, SETTINGS_SECTION } from '../protocol/index.ts'
import { initializeResult } from './initialize-result.ts'
import type { Parts } from './parts.ts'
import type { Session } from './session.ts'
import { tell } from './tell.ts'

const Folders = Type.Array(Type.Object({ uri: Type.String() }))
const checkFolders = checker(
  Type.Object({ event: Type.Object({ added: Folders, removed: Folders }) }),
)

export function configuring(connection: Connection, parts: Parts): void {
  const { session, positions, status } = parts
  const begin = beginner(parts)
  let told: string | undefined
  /** Settings come up to three times when a session begins, and with each change: a mistake is told once. */
  const judge = (problem: string | undefined): void => {
    if (problem && problem !== told) tell(connection, problem)
    told = problem
  }
  const take = (problem: string | undefined): void => {
    judge(problem)
    begin()
  }
  const ask = async (): Promise<void> =>
    take(session.answered(await connection.workspace.getConfiguration(session.wanted)))
  const askOrBegin = (): void => {
    if (session.canBeAsked) session.settling(ask())
    else begin()
  }
  connection.onInitialize((params) => {
    judge(session.begin(params))
    const wantsMenus = session.gitlabClient !== undefined
    // GitLab's clients count in UTF-16 whatever the editor under them has offered.
    const offered = wantsMenus ? [] : params.capabilities.general?.positionEncodings
    const positionEncoding = positions.negotiate(offered)
    return initializeResult(params.capabilities, { positionEncoding, wantsMenus })
  })
  connection.onInitialized(() => {
    register(connection, session, askOrBegin)
    askOrBegin()
    status.ready()
  })
  connection.onDidChangeConfiguration((params) => {
    const problem = session.pushed(params?.settings)
    if (problem || !session.canBeAsked) judge(problem)
    begin()
    if (session.canBeAsked) session.settling(ask())
  })
}

/** Puts the settings as they are now into force. */
function beginner(parts: Parts): () => void {
  const { session, health, suggester, learn, gitlab, status, tracks, log } = parts
  let modelKey = ''
  let told = ''
  return () => {
    const unknown = session.unknownSettings.join(' ')
    if (unknown && unknown !== told) log(unknown)
    told = unknown
    const { gateway, gitlab: instance, network, codeCompletion } = session.settings
    if (!codeCompletion.enabled) tracks.closeAll()
    const key = JSON.stringify([gateway, instance, network])
    if (key !== modelKey) health.forget()
    modelKey = key
    suggester.warmUp(session.settings)
    gitlab.states.update()
    learn()
    status.refresh()
  }
}

/** Tells the editor what we want to hear of; only possible once it is initialized. */
function register(connection: Connection, session: Session, onFolders: () => void): void {
  // The library would hear it only of editors that have announced it; who tells it can.
  connection.onNotification(DidChangeWorkspaceFoldersNotification.method, (params: unknown) => {
    const { value } = checkFolders(params)
    if (!value) return
    session.changeFolders(value.event.added, value.event.removed)
    onFolders()
  })
  if (session.canWatchFiles) {
    const watchers = [{ globPattern: '**/*' }]
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers })
  }
  if (session.wantsRegistration) {
    const section = SETTINGS_SECTION
    void connection.client.register(DidChangeConfigurationNotification.type, { section })
  }
}
