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
  /** The model as it was named, with its provider before it: `custom_openai/codestral`. */
  identifier: string
  /** The name that the upstream understands, unless it tells another. */
  model: string
  /** As it was given: `/v1` may be missing, and a slash may follow. */
  baseUrl: string
  /** Empty: none. */
  apiKey: string
}
