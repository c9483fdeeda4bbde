import type { Family } from '../prompts/families.ts'

/** A model one can call. */
export interface Deployment {
  /** What the answer's `model.engine` says: the provider's name, as GitLab uses it. */
  engine: string
  /** What the answer's `model.name` says. */
  name: string
  /** Named in the request: GitLab then expects a prompt's title where one was used. */
  isNamed?: true
  family: Family
  /** The name that the upstream understands. */
  model: string
  /** Base URL including `/v1`, with or without a trailing slash. */
  baseUrl: string
  /** Empty: none. */
  apiKey: string
}
