// What the language server knows of the editor and of the code, whoever is asked with it.
import { type Connection, TextDocuments } from 'vscode-languageserver/node'
import { Permission } from './context/policy/permission.ts'
import { Syntax } from './context/syntax.ts'
import { Workspace } from './context/workspace/workspace.ts'
import { openDocuments } from './documents.ts'
import { ENGINE_WORKER, LocalEngine } from './engine/local-engine.ts'
import { ownWeightsFile } from './engine/own-weights.ts'
import { LearningProgress } from './features/learning-progress.ts'
import type { Environment } from './network/outgoing.ts'
import { Notebooks } from './notebooks.ts'
import { Positions } from './positions.ts'
import { Session } from './session.ts'

export function createKnowledge(
  connection: Connection,
  environment: Environment,
  log: (problem: string) => void,
) {
  const session = new Session()
  const positions = new Positions()
  const documents = new TextDocuments(openDocuments(positions))
  const permission = new Permission(log)
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
  return {
    session,
    positions,
    documents,
    permission,
    workspace,
    notebooks: new Notebooks(documents),
    syntax: new Syntax(log),
    engine: new LocalEngine(ENGINE_WORKER, log, ownWeightsFile(environment)),
  }
}
