/** What an administrator sets; messages name these, never a value. */
export const VARIABLE = {
  gitlabUrl: 'AIGW_GITLAB_URL',
  customerPortalUrl: 'AIGW_CUSTOMER_PORTAL_URL',
  serviceName: 'AIGW_CLOUD_CONNECTOR_SERVICE_NAME',
  signingKey: 'AIGW_SELF_SIGNED_JWT__SIGNING_KEY',
  validationKey: 'AIGW_SELF_SIGNED_JWT__VALIDATION_KEY',
  signingSecret: 'MIDFILL_SIGNING_SECRET',
  signingKeyFile: 'MIDFILL_SIGNING_KEY_FILE',
  apiKeys: 'MIDFILL_API_KEYS',
  bypass: 'AIGW_AUTH__BYPASS_EXTERNAL',
  bypassWithHeader: 'AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER',
  bypassSignature: 'AIGW_AUTH__BYPASS_JWT_SIGNATURE',
} as const
