// Who asks in the cases, unless one says otherwise.
export const INSTANCE = 'instance-1'
export const USER = 'user-1'

export const CLAIMS = {
  aud: ['gitlab-ai-gateway', 'gitlab-duo-workflow-service'],
  sub: INSTANCE,
  gitlab_realm: 'self-managed',
  scopes: ['complete_code', 'generate_code'],
}
