// The wiring: what happens on each LSP method.
import { type Connection, ProgressType } from 'vscode-languageserver/node'
import {
  checker,
  DID_FOCUS,
  FocusParams,
  GENERATE_REQUEST,
  type GeneratedPiece,
  WHY_REQUEST,
} from '../protocol/index.ts'
import { configuring } from './configuring.ts'
import type { OpenDocument } from './documents.ts'
import { completionFallback } from './features/completion-fallback.ts'
import { generate } from './features/generate.ts'
import { inlineCompletion } from './features/inline-completion.ts'
import { why } from './features/why.ts'
import { followDocuments } from './following.ts'
import type { Environment } from './network/outgoing.ts'
import { createParts, type Parts } from './parts.ts'
import { counted } from './positions.ts'

/** Editors that know Copilot's language server send these. */
const checkFocus = checker(FocusParams)
const DID_SHOW = 'textDocument/didShowCompletion'
const DID_ACCEPT_PART = 'textDocument/didPartiallyAcceptCompletion'

/** Connects everything. */
export function serve(connection: Connection, environment: Environment): void {
  const parts = createParts(connection, environment)
  configuring(connection, parts)
  followDocuments(connection, parts)
  suggest(connection, parts)
  listenToPeople(connection, parts)
  connection.onShutdown(() => closeAll(parts))
  connection.listen()
}

function suggest(connection: Connection, parts: Parts): void {
  const { session, positions, documentAt, nameOf, refusal, standing, gitlab } = parts
  const { settings, tracks, status, feedback, more, log, syntax, suggester, models } = parts
  const textAt = (uri: string) => documentAt(uri)?.text
  const plain = inlineCompletion({
    ...{ documentAt, refusal, settings, feedback, more, log },
    trackOf: (document) => tracks.of(document),
    isSnoozed: standing.isSnoozed,
    used: (document) => status.used(document),
  })
  const inlineCompletions = gitlab.client.inlineCompletion(plain)
  connection.languages.inlineCompletion.on(counted(positions, textAt, inlineCompletions))
  const completions = completionFallback({
    documentAt,
    inlineCompletion: gitlab.client.wholeItems(plain),
    isGitlabClient: () => session.gitlabClient !== undefined,
  })
  connection.onCompletion(counted(positions, textAt, completions))
  connection.onCompletionResolve((item) => item)
  const generations = generate({
    ...{ documentAt, settings, refusal, syntax, suggester, models },
    fileNameOf: nameOf,
    progress: (token, piece) =>
      void connection.sendProgress(new ProgressType<GeneratedPiece>(), token, piece),
  })
  connection.onRequest(GENERATE_REQUEST, counted(positions, textAt, generations))
}

/** What people do with suggestions, and what they want to know of them. */
function listenToPeople(connection: Connection, parts: Parts): void {
  const { standing, tracks, feedback, gitlab, snooze, status } = parts
  connection.onExecuteCommand(({ command, arguments: args }) => {
    feedback.execute(command, args)
    gitlab.client.execute(command, args)
    snooze.execute(command, args)
    return null
  })
  const lastSilence = (document: OpenDocument) => tracks.of(document).lastSilence
  connection.onRequest(WHY_REQUEST, why({ ...standing, lastSilence }))
  connection.onNotification(DID_FOCUS, (params: unknown) => {
    const { value } = checkFocus(params)
    if (value) status.focused(value.textDocument?.uri)
  })
  connection.onNotification(DID_SHOW, (params: unknown) => feedback.didShow(params))
  connection.onNotification(DID_ACCEPT_PART, (params: unknown) =>
    feedback.didPartiallyAccept(params),
  )
}

async function closeAll(parts: Parts): Promise<void> {
  const { tracks, gitlab, status, snooze, syntax, feedback, workspace, suggester } = parts
  tracks.closeAll()
  gitlab.close()
  status.close()
  snooze.close()
  syntax.close()
  await feedback.close()
  await Promise.all([workspace.close(), suggester.close()])
}
