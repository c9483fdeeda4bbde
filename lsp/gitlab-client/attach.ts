// Connects GitLab's client protocol: what is registered, what is told, and when.
import type { Connection, InlineCompletionParams } from 'vscode-languageserver/node'
import { isLanguageEnabled } from '../context/policy/languages.ts'
import type { Refusal } from '../context/policy/permission.ts'
import type { OpenDocument } from '../documents.ts'
import { isPlaceFor, placeOf } from '../features/cursor-place.ts'
import type { Feedback } from '../features/feedback.ts'
import { TriggerKinds } from '../features/trigger-kind.ts'
import type { Question } from '../gateway-wire.ts'
import { hasModel, type Models } from '../models.ts'
import type { Session } from '../session.ts'
import { readLayer, type Settings } from '../settings.ts'
import { ScopedSettings } from '../settings-layers.ts'
import type { Suggester } from '../suggester.ts'
import { readFlatSettings } from './flat-settings.ts'
import { GitlabClient } from './gitlab-client.ts'
import {
  ACTIVE_DOCUMENT,
  CANCEL_STREAMING,
  documentUriIn,
  STREAM_RESPONSE,
  TELEMETRY,
  VALIDATE,
} from './messages.ts'
import { States } from './states.ts'
import { Streams } from './streams.ts'

export interface AttachParts {
  connection: Connection
  session: Session
  models: Models
  suggester: Suggester
  feedback: Feedback
  documentAt(uri: string): OpenDocument | undefined
  fileNameOf(document: OpenDocument): string
  refusal(document: OpenDocument): Refusal | undefined
  isSnoozed(): boolean
  isProjectOff(document: OpenDocument): boolean
  /** Once all is known that may keep its code here. */
  settings(document: OpenDocument): Promise<Settings>
  /** The person looks at this document. */
  focused(uri: string): void
  quietMsOf(document: OpenDocument): number
  forget(document: OpenDocument, id: string): void
  log(problem: string): void
}

export interface GitlabClientProtocol {
  client: GitlabClient
  states: States
  close(): void
}

export function attachGitlabClient(parts: AttachParts): GitlabClientProtocol {
  const { connection, session, models, log } = parts
  const streams = new Streams({
    send: (message) => void connection.sendNotification(STREAM_RESPONSE, message),
    ask: (question, listener) => models.suggest(session.settings, question, listener),
    idleMs: () => session.settings.gateway.timeoutMs,
    log,
  })
  const kinds = new TriggerKinds()
  const client = new GitlabClient({
    ...parts,
    streams,
    options: () => session.gitlabClient,
    isInvoked: ({ context }, document) =>
      kinds.isInvoked(context?.triggerKind, parts.quietMsOf(document)),
    generationAt: (params, document) => generationAt(parts, params, document),
  })
  let shown: string | undefined
  const states = new States({
    connection,
    isOn: () => session.gitlabClient !== undefined,
    inputs: () => inputsOf(parts, shown),
  })
  connection.onNotification(TELEMETRY, (params: unknown) => client.telemetry(params))
  connection.onNotification(CANCEL_STREAMING, (params: unknown) => client.cancelStreaming(params))
  connection.onNotification(ACTIVE_DOCUMENT, (params: unknown) => {
    const uri = documentUriIn(params)
    if (uri === undefined) return
    shown = uri
    parts.focused(uri)
    states.update()
  })
  connection.onRequest(VALIDATE, async (sent: unknown) =>
    states.now(await models.problemsWith(settingsIn(sent))),
  )
  return { client, states, close: () => streams.close() }
}

async function generationAt(
  { settings: settingsOf, suggester, refusal, fileNameOf, isSnoozed }: AttachParts,
  params: InlineCompletionParams,
  document: OpenDocument,
): Promise<Question | undefined> {
  const settings = await settingsOf(document)
  if (!hasModel(settings) || isSnoozed() || refusal(document)) return undefined
  const place = placeOf(params, document)
  if (place?.typed !== '' || !isPlaceFor(params, document)) return undefined
  const { cursor, typed } = place
  const asked = { document, cursor, fileName: fileNameOf(document), typed, needsTree: true }
  const question = await suggester.questionFor(asked, settings, new AbortController().signal)
  return question?.wish.kind === 'generation' ? question : undefined
}

function inputsOf({ session, documentAt, isProjectOff }: AttachParts, shown: string | undefined) {
  const { gitlab, codeCompletion } = session.settings
  const document = shown === undefined ? undefined : documentAt(shown)
  return {
    baseUrl: gitlab.baseUrl,
    hasToken: hasModel(session.settings),
    isEnabled: codeCompletion.enabled,
    isProjectOff: document !== undefined && isProjectOff(document),
    language: document && languageStateOf(document, session.settingsOf(document).codeCompletion),
  }
}

function languageStateOf(
  document: OpenDocument,
  settings: Parameters<typeof isLanguageEnabled>[1],
): 'unsupported' | 'disabled' | undefined {
  if (isLanguageEnabled(document, settings)) return undefined
  const isKnown = isLanguageEnabled(document, { ...settings, disabledSupportedLanguages: [] })
  return isKnown ? 'disabled' : 'unsupported'
}

/** Settings that somebody considers, on their own. */
function settingsIn(sent: unknown) {
  const flat = readFlatSettings(sent)
  const { layer } = readLayer(flat && 'section' in flat ? flat.section : sent)
  return new ScopedSettings(layer).all
}
