// Which places of the disk are learned from, as settings, folders and GitLab projects say now.
import { placesIn } from './context/policy/places.ts'
import type { Workspace } from './context/workspace/workspace.ts'
import type { Projects } from './gitlab/projects.ts'
import type { Session } from './session.ts'
import type { Suggester } from './suggester.ts'

export interface LearningParts {
  session: Session
  projects: Pick<Projects, 'closedRepositories'>
  suggester: Pick<Suggester, 'readPlaces'>
  workspace: Pick<Workspace, 'setPlaces'>
}

/** Tells both threads that know the workspace; what they have learned already is not read again. */
export const learning =
  ({ session, projects, suggester, workspace }: LearningParts) =>
  (): void => {
    const { codeCompletion, context, engine, workspace: place } = session.settings
    const { disabledPaths } = codeCompletion
    const keptBack = { disabledPaths, closedRepositories: projects.closedRepositories }
    const places = placesIn(place.trusted ? session.folders : [], keptBack)
    if (engine.enabled) suggester.readPlaces(places)
    workspace.setPlaces(context.workspace ? places : placesIn([], keptBack))
  }
