// What authentication is told, and what it may use of the world.
export interface AuthSettings {
  /** Base URLs of the GitLab instances and of the customers portal whose access tokens are accepted. */
  issuers: readonly string[]
  /** The audience that access tokens must name, and the issuer of those that we sign. */
  serviceName: string
  /** RSA, or EC on P-256. Wins over the secret, which wins over the file. */
  signingKeyPem?: string | undefined
  /** A second key that access tokens of ours may be signed with: the previous one, while keys change. */
  validationKeyPem?: string | undefined
  /** Replicas with the same secret sign with the same key. */
  signingSecret?: string | undefined
  /** Where a generated key is kept. */
  signingKeyFile?: string | undefined
  apiKeys: readonly string[]
  /** Everyone may do everything. */
  bypass: boolean
  /** The same, for requests with `Bypass-Auth: true`. */
  bypassWithHeader: boolean
  /** Claims are believed without looking at the signature. */
  bypassSignature: boolean
}

export interface AuthLog {
  info(about: object, message: string): void
  warn(about: object, message: string): void
}

export interface AuthParts {
  /** Rejects when there is no answer in time, when its status is not 2xx, and when it is not JSON. */
  fetchJson(url: string, options: { timeoutMs: number }): Promise<unknown>
  /** Milliseconds since 1970. */
  now(): number
  log: AuthLog
  /** Keys that may change while the gateway runs, by the digest of what was shown. */
  isFileKey?(digest: Buffer): boolean
}
