// Where files are read into what is known of a workspace, and what is kept back there.
import { FilePolicy } from './file-policy.ts'

/** What is kept back beside the rules that lie in the folders themselves. */
export interface KeptBack {
  /** Patterns of the settings, as in .gitignore. */
  disabledPaths: readonly string[]
  /** Roots of repositories whose GitLab project has switched suggestions off; absolute. */
  closedRepositories: readonly string[]
}

/** Told to the threads that know the workspace: whatever is here must survive a message. */
export interface Places extends KeptBack {
  /** Absolute, with slashes and none at the end. */
  roots: readonly string[]
}

export const placesIn = (
  paths: readonly string[],
  { disabledPaths, closedRepositories }: KeptBack = { disabledPaths: [], closedRepositories: [] },
): Places => ({
  roots: paths.map((path) => path.replaceAll('\\', '/').replace(/\/+$/, '')),
  disabledPaths,
  closedRepositories,
})

export const policyOf = ({ roots, ...keptBack }: Places): FilePolicy =>
  new FilePolicy({ folders: roots, ...keptBack })
