import type { FakeGitlab } from './fake-gitlab.ts'

/** The headers with which an instance of GitLab, or an editor with a token from it, says who it is. */
export const identity = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'x-gitlab-authentication-type': 'oidc',
  'x-gitlab-instance-id': 'instance-1',
  'x-gitlab-realm': 'self-managed',
  'x-gitlab-global-user-id': 'user-1',
})

/** As GitLab itself. */
export const asGitlab = (gitlab: FakeGitlab, claims: Record<string, unknown> = {}) =>
  identity(gitlab.token(claims))
