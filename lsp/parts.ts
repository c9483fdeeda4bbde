// What the language server is made of, and who knows whom: nothing here happens by itself.
import type { Connection } from 'vscode-languageserver/node'
import { MORE_TO_SHOW_NOTIFICATION, STATUS_NOTIFICATION } from '../protocol/index.ts'
import { fileNameOf } from './context/file-name.ts'
import type { Refusal } from './context/policy/permission.ts'
import type { OpenDocument } from './documents.ts'
import { askEngine, askModel } from './features/ask-model.ts'
import { placeAfter } from './features/cursor-place.ts'
import { Feedback } from './features/feedback.ts'
import { MoreToShow } from './features/more-to-show.ts'
import { Snooze } from './features/snooze.ts'
import type { Standing } from './features/standing.ts'
import { Status } from './features/status.ts'
import { Projects } from './gitlab/projects.ts'
import { attachGitlabClient } from './gitlab-client/attach.ts'
import { noticeOf } from './health/fault.ts'
import { ModelHealth } from './health/model-health.ts'
import { createKnowledge } from './knowledge.ts'
import { learning } from './learning.ts'
import { hasModel, Models } from './models.ts'
import type { Environment } from './network/outgoing.ts'
import type { Settings } from './settings.ts'
import { Suggester } from './suggester.ts'
import { Tracks } from './suggestions/tracks.ts'
import { tell, tellLater } from './tell.ts'

export type Parts = ReturnType<typeof createParts>

/** Some know each other: they are given functions that are called later, when all are there. */
export function createParts(connection: Connection, environment: Environment) {
  const log = (problem: string): void => connection.console.warn(problem)
  const knowledge = createKnowledge(connection, {
    ...{ environment, log },
    projectAllows: (path) => projects.allows(path),
  })
  const { session, documents, permission, syntax, engine, workspace } = knowledge
  const documentAt = (uri: string) => documents.get(uri)
  const nameOf = (document: OpenDocument): string => fileNameOf(document, session.folders)
  const refusal = (
    document: OpenDocument,
    now = session.settingsOf(document),
  ): Refusal | undefined => permission.refusal(document, now)

  const models = new Models({
    environment,
    log,
    editor: () => session.editorNames,
    tell: (problem) => tell(connection, problem),
    changed: (problems) => gitlab.states.problemsAre(problems),
  })
  const projects = new Projects({
    settings: () => session.settings,
    allowsOthers: () => session.gitlabClient?.allowsOthers ?? true,
    isOff: (settings, path) => models.isProjectOff(settings, path),
    changed() {
      learn()
      gitlab.states.update()
      status.refresh()
    },
  })
  const settings = async (document: OpenDocument): Promise<Settings> => {
    const settled = await session.settledSettingsOf(document)
    const unknown = projects.settled(document.path)
    if (unknown) await unknown
    return settled
  }
  const suggester = new Suggester({ syntax, engine, models, workspace })
  const learn = learning({ session, projects, suggester, workspace })
  const health = new ModelHealth({
    now: () => performance.now(),
    peek: () => models.isUp(session.settings),
    tell(fault) {
      // What GitLab refuses, or is too old for, is told with its reason.
      const isRefusal = fault.kind === 'key' || fault.kind === 'elsewhere'
      const isTold = isRefusal && session.settings.gateway.url === ''
      if (!isTold) tell(connection, noticeOf(fault, session.settings))
    },
    changed() {
      gitlab.states.apiIsFailing(!health.isWell)
      status.refresh()
    },
  })
  const snooze = new Snooze(() => {
    // Whoever wants to think alone waits for nothing, and no model works for them.
    if (snooze.isOn) tracks.closeAll()
    status.refresh()
  })
  const standing: Standing = {
    documentAt,
    refusal: (document: OpenDocument) => refusal(document),
    health,
    hasModel: () => hasModel(session.settings),
    isGitlab: () => session.settings.gateway.url === '',
    isEngineOn: () => session.settings.engine.enabled,
    isSnoozed: () => snooze.isOn,
    notes: () => session.settingsNotes,
  }
  const status = new Status({
    ...standing,
    send: (sent) => void connection.sendNotification(STATUS_NOTIFICATION, sent),
  })
  const more = new MoreToShow({
    remembered: (document, place) => tracks.of(document).remembered(place),
    send: (params) => void tellLater(connection, MORE_TO_SHOW_NOTIFICATION, params),
  })
  const asking = {
    ...{ suggester, health, status, more, log },
    fileNameOf: nameOf,
    settings: (document: OpenDocument) => session.settingsOf(document),
    wanted: (document: OpenDocument, choices: number) => gitlab.client.wanted(document, choices),
  }
  const tracks = new Tracks((document: OpenDocument) => ({
    ask: askModel(asking, document),
    askEngine: askEngine(asking, document),
    hasModel: () => hasModel(session.settingsOf(document)) && health.mayAsk(),
    isModelDue: () => !health.isWell,
    placeAfter,
  }))
  const feedback = new Feedback({
    textOf: (uri) => documentAt(uri)?.text.getText(),
    now: () => performance.now(),
    later: (ms, call) => void setTimeout(call, ms).unref(),
    isOn: () => session.settings.feedback.enabled && hasModel(session.settings),
    send: (events) =>
      suggester.tell(events, session.settings).catch((error) => {
        log(`feedback did not arrive: ${error instanceof Error ? error.message : String(error)}`)
      }),
  })
  const gitlab = attachGitlabClient({
    ...{ connection, session, models, suggester, feedback, documentAt, refusal, settings, log },
    fileNameOf: nameOf,
    isSnoozed: standing.isSnoozed,
    isProjectOff: (document) => projects.allows(document.path) === false,
    focused: (uri) => status.focused(uri),
    quietMsOf: (document) => tracks.of(document).quietMs,
    forget: (document, id) => tracks.of(document).rejected(id),
  })
  return {
    ...knowledge,
    ...{ log, documentAt, nameOf, refusal, standing, settings },
    ...{ models, suggester, learn, health, snooze, status, more, tracks, feedback, gitlab },
  }
}
