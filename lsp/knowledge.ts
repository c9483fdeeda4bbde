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

export interface KnowledgePorts {
  environment: Environment
  log(problem: string): void
  /** Whether the GitLab project of a file has suggestions; undefined: not known yet. */
  projectAllows(path: string): boolean | undefined
}

export function createKnowledge(
  connection: Connection,
  { environment, log, projectAllows }: KnowledgePorts,
) {
  const session = new Session()
  const positions = new Positions()
  const documents = new TextDocuments(openDocuments(positions))
  const permission = new Permission({
    onProblem: log,
    folders: () => session.folders,
    settingsAt: (place) => session.settingsAt(place),
    projectAllows,
  })
  const progress = new LearningProgress(connection)
  const workspace = new Workspace({
    log,
    onProgress: (learned) => {
      if (session.showsProgress) void progress.show(learned)
    },
    mayLeave: (path) => permission.mayLeave(path),
  })
  const engine = new LocalEngine({
    entry: ENGINE_WORKER,
    log,
    weightsFile: ownWeightsFile(environment),
    // Its names are relative to one of the folders: it may be any of them.
    mayUse: (name) => session.folders.every((folder) => permission.mayLeave(`${folder}/${name}`)),
  })
  return {
    ...{ session, positions, documents, permission, workspace, engine },
    notebooks: new Notebooks(documents),
    syntax: new Syntax(log),
  }
}
